import type { WarmSettings } from '../link.settings.js';
import type { LinkResolver } from '../resolve/link-resolver.js';
import type { HotNamesStore } from './hot-names.store.js';

/** Names asked for at one time: a statement for each shard. */
const NAMES_AT_ONCE_MAX = 250;

export interface WarmUpReport {
  /** Names that the list held. */
  readonly names: number;
  /** Those of them that were answered. */
  readonly answered: number;
  readonly seconds: number;
  /** The deadline passed before all of them were asked for. */
  readonly isCutOff: boolean;
  /** Why there was no list. */
  readonly fault?: unknown;
}

/** Has the resolver read what the fleet follows most before anybody asks for it, for as long as the deadline allows. */
export class WarmUp {
  private names = 0;
  private answered = 0;

  constructor(
    private readonly resolver: Pick<LinkResolver, 'resolve'>,
    private readonly store: Pick<HotNamesStore, 'top'>,
    private readonly settings: Pick<WarmSettings, 'deadlineMs'>,
  ) {}

  /** Never fails: a process that stays cold serves all the same. */
  async run(): Promise<WarmUpReport> {
    const startMs = performance.now();
    const end = new AbortController();
    const cutOff = Promise.withResolvers<{ isCutOff: true }>();
    const timer = setTimeout(() => cutOff.resolve({ isCutOff: true }), this.settings.deadlineMs);
    const done = this.read(end.signal).then(
      () => ({ isCutOff: false }),
      (fault: unknown) => ({ isCutOff: false, fault }),
    );
    const outcome = await Promise.race([done, cutOff.promise]);
    clearTimeout(timer);
    end.abort();
    const { names, answered } = this;
    return { names, answered, seconds: (performance.now() - startMs) / 1000, ...outcome };
  }

  private async read(signal: AbortSignal): Promise<void> {
    const names = await this.store.top();
    this.names = names.length;
    for (let from = 0; from < names.length && !signal.aborted; from += NAMES_AT_ONCE_MAX)
      await Promise.all(names.slice(from, from + NAMES_AT_ONCE_MAX).map((name) => this.ask(name)));
  }

  private async ask(name: string): Promise<void> {
    try {
      await this.resolver.resolve(name, Date.now());
      this.answered += 1;
    } catch {
      // Its shard is away; whoever follows it will be told so.
    }
  }
}
