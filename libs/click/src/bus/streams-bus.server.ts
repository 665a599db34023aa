import { hostname } from 'node:os';
import { clickKeys, clickStreams, type StateCluster } from '@fleetlink/redis';
import { nanoid } from 'nanoid';
import type { ClickSettings } from '../click.settings.js';
import type { DeadLetters } from './dead-letters.js';
import { MemoryBusServer } from './memory-bus.server.js';
import { MemoryBus } from './memory-bus.js';
import { StreamGroup, type StreamLag } from './stream-group.js';
import { StreamReader, type ReaderCounters } from './stream-reader.js';

export interface StreamsBusServerParts {
  readonly cluster: StateCluster;
  readonly deadLetters: DeadLetters;
  readonly settings: Pick<ClickSettings, 'groupBatchesMax' | 'triesMax' | 'drainMs' | 'claimIdleMs'>;
  readonly pauseMsMax?: number;
}

/**
 * The receiving side of the streams: a reader for each stream feeds the memory bus of this process, so that one
 * transaction takes what several streams bring, and a batch is acknowledged when the bus says that it is counted.
 */
export class StreamsBusServer extends MemoryBusServer {
  override readonly transportId = Symbol('clicks over redis streams');
  readonly readerCounters: ReaderCounters = { claimed: 0, deadly: 0, connectionsLost: 0 };
  private readonly endReading = new AbortController();
  private readonly groups: readonly StreamGroup[];
  private readonly readers: readonly StreamReader[];
  private reading: Promise<unknown> | undefined;

  constructor(private readonly streams: StreamsBusServerParts) {
    const { cluster, settings, ...others } = streams;
    const bus = new MemoryBus({ busBatchesMax: clickStreams.length * settings.groupBatchesMax });
    super({ bus, settings, ...others });
    const consumer = `${hostname()}-${process.pid}-${nanoid()}`;
    this.groups = clickStreams.map(
      (stream) =>
        new StreamGroup({
          cluster,
          key: cluster.key(clickKeys.clicks, { stream }),
          consumer,
          countMax: settings.groupBatchesMax,
          claimIdleMs: settings.claimIdleMs,
        }),
    );
    const { triesMax, claimIdleMs } = settings;
    const { deadLetters } = streams;
    const common = { bus, deadLetters, triesMax, claimIdleMs, closing: this.endReading.signal };
    this.readers = this.groups.map((group) => new StreamReader({ group, ...common }, this.readerCounters));
  }

  /** Starts whether or not Redis is there: the readers wait for it. */
  override listen(callback: (error?: Error) => void): void {
    super.listen((error) => {
      if (!error) this.read();
      callback(error);
    });
  }

  /** Counts what this process holds within a bounded time; the rest is handed back to the streams. */
  override async close(): Promise<void> {
    this.endReading.abort();
    await super.close();
    await this.reading;
  }

  override unwrap<T>(): T {
    return this.streams.cluster as T;
  }

  /**
   * What waits in all streams, whoever reads them.
   * @throws {Problem} of kind `unavailable` when Redis cannot be asked.
   */
  async lag(): Promise<StreamLag> {
    const lags = await Promise.all(this.groups.map((group) => group.lag()));
    return {
      pending: lags.reduce((sum, { pending }) => sum + pending, 0),
      waiting: lags.reduce((sum, { waiting }) => sum + waiting, 0),
      idleMsMax: Math.max(...lags.map(({ idleMsMax }) => idleMsMax)),
    };
  }

  private read(): void {
    this.reading = Promise.all(this.readers.map((reader) => reader.run()));
  }
}
