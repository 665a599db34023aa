import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkState } from '../scenario/operation.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { isRedirect } from '../trial/fleet.client.ts';
import type { Link, Trial } from '../trial/trial.ts';

/** S: the bound on every change. */
const SEEN_MS_MAX = 2_000;

const TAKEDOWNS: readonly LinkState[] = ['disabled', 'deleted', 'blocked'];
const PER_SECOND = 300;
const WARM_UP_MS = 2_000;
const WATCHED_MS = 4_000;
const PROBES = 20;

/** The last moment at which a request was made that was still redirected, by link. */
type LastRedirects = Map<string, number>;

/** Replay stands still, so replicas still have the link as it was; then its shard cannot be asked at all. */
export const takedown: Scenario = {
  id: 'B10',
  promise: 'A link taken down stops everywhere within S, and is never served stale.',
  passLine:
    'hot links disabled, deleted, blocked at 300/s, replay standing still: last redirect <= 2 s after the 200; 0 redirects while the shard is away',
  isGate: true,

  async run(trial) {
    const byShard = await trial.linksByShard(40);
    const links = byShard.get('shard-1')!.slice(0, TAKEDOWNS.length);
    const { last, load } = hot(trial, links);
    await sleep(WARM_UP_MS);
    trial.say('replay stands still on every replica');
    await trial.rig.pauseReplay('shards');
    const takenDownAt: number[] = [];
    for (const [index, state] of TAKEDOWNS.entries()) {
      const status = await trial.client.change(links[index]!.name, { state });
      if (status >= 300) throw new Error(`a healthy rig answered ${status} to "${state}"`);
      takenDownAt.push(performance.now());
      trial.say(`${state}: ${status}`);
    }
    await sleep(WATCHED_MS);
    await load.stop();
    trial.say('freeze shard-1, its replica too');
    await trial.rig.stop('shard-1');
    const stale = await redirectsOf(trial, links);
    const seenAfter = links.map(({ name }, index) => (last.get(name) ?? 0) - takenDownAt[index]!);
    const slowest = Math.max(0, ...seenAfter);
    return outcome(`last redirect ${slowest.toFixed(0)} ms after the 200, ${stale} while the shard is away`, [
      [links.some(({ name }) => !last.has(name)), 'a link was never hot'],
      [slowest > SEEN_MS_MAX, `a link was redirected ${slowest.toFixed(0)} ms after it was taken down`],
      [stale > 0, `${stale} redirects of links that had been taken down while their shard was away`],
    ]);
  },
};

function hot(trial: Trial, links: readonly Link[]) {
  const { client } = trial;
  const last: LastRedirects = new Map();
  let asked = 0;
  const load = trial.load({
    perSecond: PER_SECOND,
    async step() {
      // every link through every lookup, in turn
      const { name } = links[asked % links.length]!;
      const via = client.lookups[Math.floor(asked / links.length) % client.lookups.length]!;
      asked += 1;
      const askedAt = performance.now();
      if (isRedirect(await client.follow(name, via))) last.set(name, Math.max(askedAt, last.get(name) ?? 0));
    },
  });
  return { last, load };
}

async function redirectsOf({ client }: Trial, links: readonly Link[]): Promise<number> {
  const asked = Array.from({ length: PROBES }, () =>
    links.flatMap(({ name }) => client.lookups.map((via) => client.follow(name, via))),
  );
  return (await Promise.all(asked.flat())).filter(isRedirect).length;
}
