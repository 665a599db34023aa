import { ClientProxy, type ReadPacket } from '@nestjs/microservices';
import { hintText, type ChangeHint } from './change-hint.event.js';
import type { HintChannel } from './hint-channel.js';

/** The sending side of change hints: `emit` completes when the channel has taken the hint. */
export class ChangeHintsClient extends ClientProxy {
  constructor(private readonly channel: HintChannel) {
    super();
  }

  async connect(): Promise<void> {}

  /** The channel belongs to whoever made it. */
  close(): void {}

  override unwrap<T>(): T {
    return this.channel as T;
  }

  protected override publish(): never {
    throw new Error('Hints are events: nobody answers them.');
  }

  protected override async dispatchEvent<T>(packet: ReadPacket<ChangeHint>): Promise<T> {
    return (await this.channel.publish(hintText(packet.data))) as T;
  }
}
