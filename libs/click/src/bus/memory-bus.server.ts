import { setTimeout as sleep } from 'node:timers/promises';
import { BaseRpcContext, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { ClickSettings } from '../click.settings.js';
import { CLICKS_PATTERN, type ClickEnvelope } from '../event/click-envelope.js';
import type { DeadLetters } from './dead-letters.js';
import { GroupDelivery, type DeliveryCounters } from './group-delivery.js';
import type { MemoryBus } from './memory-bus.js';

export interface MemoryBusServerParts {
  readonly bus: MemoryBus;
  readonly deadLetters: DeadLetters;
  readonly settings: Pick<ClickSettings, 'groupBatchesMax' | 'triesMax' | 'drainMs'>;
  readonly pauseMsMax?: number;
}

/**
 * Batches are counted in groups that are at least this far apart, unless a whole group waits: a transaction costs the
 * same for many, and statistics may be a tenth of a second late.
 */
const GATHER_MS = 100;

/** The receiving side of the memory bus: hands groups of envelopes to the one handler of their pattern. */
export class MemoryBusServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('clicks over memory');
  // A failure is handed to the bus, which tries again, instead of being logged by Nest as if that were the end.
  override readonly propagatesEventHandlerErrors = true;
  private readonly stop = new AbortController();
  private readonly closing = new AbortController();
  private readonly delivery: GroupDelivery;
  private running: Promise<void> | undefined;

  constructor(private readonly parts: MemoryBusServerParts) {
    super();
    this.delivery = new GroupDelivery({
      handle: (envelopes) => this.handle(envelopes),
      deadLetters: parts.deadLetters,
      triesMax: parts.settings.triesMax,
      stop: this.stop.signal,
      ...(parts.pauseMsMax !== undefined && { pauseMsMax: parts.pauseMsMax }),
    });
  }

  get counters(): DeliveryCounters {
    return this.delivery.counters;
  }

  override listen(callback: (error?: Error) => void): void {
    if (this.getHandlerByPattern(CLICKS_PATTERN) === null)
      return callback(new Error(`Nothing handles the pattern ${CLICKS_PATTERN}.`));
    this.running = this.run();
    callback();
  }

  /** Empties the bus within a bounded time; what then is left goes back to its sender's spool. */
  override async close(): Promise<void> {
    this.parts.bus.close();
    this.closing.abort();
    const deadline = setTimeout(() => this.stop.abort(), this.parts.settings.drainMs);
    await this.running;
    clearTimeout(deadline);
  }

  override on(): never {
    throw new Error('The memory bus has no events of its own.');
  }

  override unwrap<T>(): T {
    return this.parts.bus as T;
  }

  private async run(): Promise<void> {
    const { bus, settings } = this.parts;
    for (let group = await bus.take(settings.groupBatchesMax); group.length > 0;) {
      await this.delivery.deliver(group);
      await this.gather();
      group = await bus.take(settings.groupBatchesMax);
    }
  }

  private async gather(): Promise<void> {
    const { bus, settings } = this.parts;
    if (bus.length >= settings.groupBatchesMax) return;
    await sleep(GATHER_MS, undefined, { signal: this.closing.signal }).catch(() => {});
  }

  private async handle(envelopes: ClickEnvelope[]): Promise<void> {
    const handler = this.getHandlerByPattern(CLICKS_PATTERN);
    if (handler === null) throw new Error(`Nothing handles the pattern ${CLICKS_PATTERN}.`);
    const result = handler(envelopes, new BaseRpcContext([CLICKS_PATTERN]));
    await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
  }
}
