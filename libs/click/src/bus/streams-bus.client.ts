import { slotOf } from '@fleetlink/code';
import { clickKeys, clickStreams, type StateCluster } from '@fleetlink/redis';
import { ClientProxy, type ReadPacket } from '@nestjs/microservices';
import type { ClickSettings } from '../click.settings.js';
import { headOf } from '../event/click-envelope.js';
import { StreamWriter } from './stream-writer.js';

export interface StreamsBusClientParts {
  readonly cluster: StateCluster;
  readonly settings: Pick<ClickSettings, 'streamBatchesMax'>;
}

/** The sending side of the streams: `emit` completes when a master and one of its replicas have the envelope. */
export class StreamsBusClient extends ClientProxy {
  private readonly writers: readonly StreamWriter[];

  constructor(private readonly parts: StreamsBusClientParts) {
    super();
    const { cluster, settings } = parts;
    this.writers = clickStreams.map(
      (stream) =>
        new StreamWriter({
          cluster,
          key: cluster.key(clickKeys.clicks, { stream }),
          streamBatchesMax: settings.streamBatchesMax,
        }),
    );
  }

  async connect(): Promise<void> {}

  /** Refuses what waits; it stays in the spool. */
  close(): void {
    for (const writer of this.writers) writer.close();
  }

  override unwrap<T>(): T {
    return this.parts.cluster as T;
  }

  protected override publish(): never {
    throw new Error('Clicks are events: nobody answers them.');
  }

  protected override async dispatchEvent<T>(packet: ReadPacket<string>): Promise<T> {
    return (await this.writerFor(packet.data).append(packet.data)) as T;
  }

  /** All of one source go to one stream, and so arrive in order. */
  private writerFor(text: string): StreamWriter {
    const source = headOf(text)?.source ?? '';
    return this.writers[slotOf(source) % this.writers.length]!;
  }
}
