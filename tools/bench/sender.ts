/** Follows many names over connections that are kept, and tells how long each answer took. */
import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../demo/in-parallel.ts';
import { percentile } from '../demo/latency.ts';
import { Progress } from '../demo/progress.ts';
import { ServiceClient } from '../demo/service.client.ts';

export interface Sent {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were no redirect; they are left out of everything else. */
  readonly failed: number;
}

const PACE_MS = 10;

/** Beyond this, names are not asked for in time any more: the load is what the services can bear. */
const UNDER_WAY_MAX = 256;

export class Sender {
  readonly #client: ServiceClient;
  readonly #inFlight: number;

  constructor(url: string, inFlight: number) {
    this.#inFlight = inFlight;
    this.#client = new ServiceClient({ url, key: undefined }, inFlight);
  }

  /** Each name once, as quickly as the answers come. */
  async followAll(names: readonly string[]): Promise<Sent> {
    const times: number[] = [];
    const startedAt = performance.now();
    await inParallel(names, this.#inFlight, async (name) => void times.push(await this.#follow(name)));
    return sentOf(times, performance.now() - startedAt);
  }

  /** Names as `draw` gives them, for so long and not more often than `perSecond`; fewer while answers are late. */
  async followAtRate(draw: () => string, perSecond: number, seconds: number): Promise<Sent> {
    const times: number[] = [];
    const underWay = new Set<Promise<unknown>>();
    const progress = new Progress('follow', perSecond * seconds);
    for (let asked = 0; progress.elapsedMs < seconds * 1000; await sleep(PACE_MS)) {
      const due = (progress.elapsedMs * perSecond) / 1000;
      for (; asked < due && underWay.size < UNDER_WAY_MAX; asked += 1) {
        const answer = this.#follow(draw()).then((ms) => times.push(ms));
        const asking = answer.finally(() => underWay.delete(asking));
        underWay.add(asking);
      }
      progress.set(asked);
    }
    await Promise.all(underWay);
    progress.end();
    return sentOf(times, progress.elapsedMs);
  }

  close(): void {
    this.#client.close();
  }

  /** How long it took; NaN when it was no redirect. */
  async #follow(name: string): Promise<number> {
    const { status, ms } = await this.#client.follow(name);
    return status === 302 ? ms : Number.NaN;
  }
}

/** Words for a report, where there is something to say. */
export function failureNotes(sent: readonly Sent[]): string[] {
  const failed = sent.reduce((sum, run) => sum + run.failed, 0);
  return failed === 0
    ? []
    : [`${failed.toLocaleString('en-US')} answers were no redirects and are left out.`];
}

function sentOf(times: readonly number[], tookMs: number): Sent {
  const redirects = Float64Array.from(times.filter((ms) => !Number.isNaN(ms))).sort();
  return {
    perSecond: (redirects.length * 1000) / tookMs,
    p50Ms: percentile(redirects, 0.5),
    p99Ms: percentile(redirects, 0.99),
    failed: times.length - redirects.length,
  };
}
