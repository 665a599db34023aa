import { ClientProxy, type ReadPacket } from '@nestjs/microservices';
import type { MemoryBus } from './memory-bus.js';

/** The sending side of the memory bus: `emit` completes when the envelope is counted. */
export class MemoryBusClient extends ClientProxy {
  constructor(private readonly bus: MemoryBus) {
    super();
  }

  async connect(): Promise<void> {}

  /** The server closes the bus, after it has emptied it. */
  close(): void {}

  override unwrap<T>(): T {
    return this.bus as T;
  }

  protected override publish(): never {
    throw new Error('Clicks are events: nobody answers them.');
  }

  protected override async dispatchEvent<T>(packet: ReadPacket<string>): Promise<T> {
    return (await this.bus.push(packet.data)) as T;
  }
}
