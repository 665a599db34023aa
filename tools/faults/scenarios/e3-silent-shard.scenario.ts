import { setTimeout as sleep } from 'node:timers/promises';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers } from '../trial/answers.ts';
import { askForNewNames } from '../trial/new-names.ts';
import type { Link, Trial } from '../trial/trial.ts';

const LINKS = 2_400;
const KNOWN = 50;
const PER_SECOND = 100;
const PHASE_MS = 4_000;

/** The gateway gives a name this long; a 503 has to come before. */
const DEADLINE_MS = 1_000;

/** Who waits for the other shard as well is slower by its deadline of 300 ms, by half of it for a replica. */
const MEDIAN_NOTICEABLE_MS = 150;

/** SIGSTOP: the shard holds its connections and says nothing, the worst way to be away. */
export const silentShard: Scenario = {
  id: 'E3',
  promise: 'A dependency failure is never answered as 404.',
  passLine:
    'one shard frozen: its names redirect or are 503 with Retry-After within 1 s, 0 x 404; p99 of the other within 2x',
  isGate: true,

  async run(trial) {
    const byShard = await trial.linksByShard(LINKS);
    const [healthy, silent] = [byShard.get('shard-0')!, byShard.get('shard-1')!];
    const known = silent.splice(0, KNOWN);
    await everywhere(trial, known);
    const before = await asked(trial, { healthy, silent });
    trial.say('freeze shard-1, its replica too');
    await trial.rig.stop('shard-1');
    const during = await asked(trial, { healthy, silent });
    const kept = await everywhere(trial, known);
    const [calm, busy] = [before.healthy.slowest(0.99), during.healthy.slowest(0.99)];
    // on a machine with other work, twice as slow as next to nothing tells nothing
    const isSlowed = (share: number, noticeableMs: number) =>
      during.healthy.slowest(share) > Math.max(2 * before.healthy.slowest(share), noticeableMs);
    const { unavailable, all } = during.silent;
    const bare = all.filter(({ status, headers }) => status === 503 && !headers['retry-after']).length;
    const slowest = during.silent.slowest(0.99);
    return outcome(
      `${unavailable} x 503 with p99 ${slowest.toFixed(0)} ms, ${during.silent.absent} x 404; ` +
        `other shard p99 ${calm.toFixed(0)} -> ${busy.toFixed(0)} ms`,
      [
        ...during.silent.neverAllowed(),
        ...during.healthy.neverAllowed(),
        [bare > 0, `${bare} x 503 came without Retry-After`],
        [slowest > DEADLINE_MS, `p99 of the frozen shard is over ${DEADLINE_MS} ms`],
        [
          kept.availability < 1,
          `only ${kept.right} of ${kept.all.length} redirects that lookups knew were given`,
        ],
        [during.healthy.unavailable > 0, `${during.healthy.unavailable} names of the other shard were 503`],
        [
          isSlowed(0.99, DEADLINE_MS) || isSlowed(0.5, MEDIAN_NOTICEABLE_MS),
          'the other shard was more than twice as slow',
        ],
      ],
    );
  },
};

async function everywhere(trial: Trial, links: readonly Link[]): Promise<Answers> {
  const answers = new Answers();
  for (const { name, url } of links)
    for (const lookup of trial.client.lookups) answers.add(await trial.client.follow(name, lookup), url);
  return answers;
}

type Sides<Of> = Readonly<Record<'healthy' | 'silent', Of>>;

async function asked(trial: Trial, links: Sides<Link[]>): Promise<Sides<Answers>> {
  trial.say(`${PER_SECOND} new names of each shard a second for ${PHASE_MS / 1000} s`);
  const answers = { healthy: new Answers(), silent: new Answers() };
  const loads = (['healthy', 'silent'] as const).map((side) =>
    askForNewNames(trial, { perSecond: PER_SECOND, links: links[side], answers: answers[side] }),
  );
  await sleep(PHASE_MS);
  await Promise.all(loads.map((load) => load.stop()));
  return answers;
}
