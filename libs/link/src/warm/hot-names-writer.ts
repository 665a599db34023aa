import type { LinkResolver } from '../resolve/link-resolver.js';
import type { HotNamesStore } from './hot-names.store.js';

const EVERY_MS = 60_000;

/** Adds what this process follows most to the list of the fleet, once a minute and when it ends. */
export class HotNamesWriter {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly resolver: Pick<LinkResolver, 'hottest'>,
    private readonly store: HotNamesStore,
    private readonly namesMax: number,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.write(), EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  /** A list that is not written lacks a minute of one process. */
  private async write(): Promise<void> {
    const nowMs = Date.now();
    await this.store.add(this.resolver.hottest(this.namesMax, nowMs - EVERY_MS), nowMs).catch(() => {});
  }
}
