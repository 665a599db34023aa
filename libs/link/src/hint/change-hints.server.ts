import { BaseRpcContext, Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { CHANGES_PATTERN, parseHint } from './change-hint.event.js';
import type { HintChannel } from './hint-channel.js';

/** Messages looked at within a second; the poll of changes tells what the others would have. */
export const HINTS_PER_SECOND_MAX = 2000;

const SECOND_MS = 1000;

/** What became of the messages, as plain numbers that a metrics collector reads. */
export interface HintCounters {
  heard: number;
  malformed: number;
  /** Not looked at, as there were too many. */
  flooded: number;
}

/** The receiving side of change hints: judges what comes, and hands hints to the one handler of their pattern. */
export class ChangeHintsServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('change hints');
  readonly counters: HintCounters = { heard: 0, malformed: 0, flooded: 0 };
  private subscription: { close(): void } | undefined;
  private secondEndsMs = 0;
  private lookedAt = 0;

  constructor(private readonly channel: HintChannel) {
    super();
  }

  override listen(callback: (error?: Error) => void): void {
    if (this.getHandlerByPattern(CHANGES_PATTERN) === null)
      return callback(new Error(`Nothing handles the pattern ${CHANGES_PATTERN}.`));
    this.subscription = this.channel.subscribe((text) => this.hear(text));
    callback();
  }

  override close(): void {
    this.subscription?.close();
  }

  override on(): never {
    throw new Error('Change hints have no events of their own.');
  }

  override unwrap<T>(): T {
    return this.channel as T;
  }

  private hear(text: string): void {
    if (this.isFlooded()) {
      this.counters.flooded += 1;
      return;
    }
    const hint = parseHint(text);
    if (!hint) {
      this.counters.malformed += 1;
      return;
    }
    this.counters.heard += 1;
    const packet = { pattern: CHANGES_PATTERN, data: hint };
    void this.handleEvent(CHANGES_PATTERN, packet, new BaseRpcContext([CHANGES_PATTERN]));
  }

  private isFlooded(): boolean {
    const nowMs = performance.now();
    if (nowMs >= this.secondEndsMs) {
      this.secondEndsMs = nowMs + SECOND_MS;
      this.lookedAt = 0;
    }
    this.lookedAt += 1;
    return this.lookedAt > HINTS_PER_SECOND_MAX;
  }
}
