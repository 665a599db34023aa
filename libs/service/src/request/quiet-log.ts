import type { ServiceLog } from '../log/service-log.js';

const PAUSE_MS = 1_000;

export interface QuietLogOptions {
  /** Between two lines of one key; a second unless said. */
  readonly pauseMs?: number;
  readonly now?: () => number;
}

/** Logs one line per key and pause at most: a database that is away must not fill the disk as well. */
export class QuietLog {
  private readonly lines = new Map<string, { at: number; hidden: number }>();

  private readonly pauseMs: number;
  private readonly now: () => number;

  constructor(
    private readonly log: ServiceLog,
    { pauseMs = PAUSE_MS, now = () => performance.now() }: QuietLogOptions = {},
  ) {
    this.pauseMs = pauseMs;
    this.now = now;
  }

  /** @param key one of few, such as a problem's code: each is remembered for good. */
  warn(key: string, facts: object, message: string): void {
    const last = this.lines.get(key);
    if (last !== undefined && this.now() - last.at < this.pauseMs) {
      last.hidden += 1;
      return;
    }
    this.lines.set(key, { at: this.now(), hidden: 0 });
    this.log.warn({ ...facts, ...(last?.hidden && { hiddenSince: last.hidden }) }, message);
  }
}
