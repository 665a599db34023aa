import type { ServiceLog } from '../log/service-log.js';

const PAUSE_MS = 1_000;

/** Logs one line a second per key at most: a database that is away must not fill the disk as well. */
export class QuietLog {
  private readonly lines = new Map<string, { at: number; hidden: number }>();

  constructor(
    private readonly log: ServiceLog,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @param key one of few, such as a problem's code: each is remembered for good. */
  warn(key: string, facts: object, message: string): void {
    const last = this.lines.get(key);
    if (last !== undefined && this.now() - last.at < PAUSE_MS) {
      last.hidden += 1;
      return;
    }
    this.lines.set(key, { at: this.now(), hidden: 0 });
    this.log.warn({ ...facts, ...(last?.hidden && { hiddenSince: last.hidden }) }, message);
  }
}
