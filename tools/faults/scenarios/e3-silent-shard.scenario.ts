import { setTimeout as sleep } from 'node:timers/promises';
import { oneOf } from '../../demo/random.ts';
import type { Answer } from '../../demo/service.client.ts';
import { p99 } from '../trial/answers.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import type { Trial } from '../trial/trial.ts';

const LINKS = 1_600;
const WARM = 50;
const PER_SECOND = 200;
const PHASE_MS = 4_000;

/** The gateway gives a name this long; a 503 has to come before. */
const DEADLINE_MS = 1_000;

/** Below, twice as slow says more about the machine than about the shard. */
const NOTICEABLE_MS = 50;

/** SIGSTOP: the shard holds its connections and says nothing, the worst way to be away. */
export const silentShard: Scenario = {
  id: 'E3',
  promise: 'A dependency failure is never answered as 404.',
  passLine:
    'one shard frozen: its names redirect or are 503 with Retry-After within 1 s, 0 x 404; p99 of the other shard within 2x',
  isGate: true,

  async run(trial) {
    const byShard = await trial.linksByShard(LINKS);
    const [healthy, frozen] = [byShard.get('shard-0')!, byShard.get('shard-1')!];
    const warm = frozen.splice(0, WARM);
    for (const name of warm)
      await Promise.all(trial.client.lookups.map((via) => trial.client.follow(name, via)));
    const before = await loaded(trial, { healthy, frozen: [] });
    trial.say('freeze shard-1, its replica too');
    await trial.rig.stop('shard-1');
    const during = await loaded(trial, { healthy, frozen });
    const known = await Promise.all(
      warm.map((name) => trial.client.follow(name, oneOf(trial.client.lookups, trial.random))),
    );
    const [calm, other] = [p99(before.healthy), p99(during.healthy)];
    const bare = during.frozen.filter(({ status, headers }) => status === 503 && !headers['retry-after']);
    const odd = [...during.frozen, ...known].filter(({ status }) => status !== 302 && status !== 503);
    const lost = known.filter(({ status }) => status !== 302).length;
    const failed = during.healthy.filter(({ status }) => status !== 302).length;
    return outcome(
      `${during.frozen.length} x 503 with p99 ${p99(during.frozen).toFixed(0)} ms, ${odd.length} odd; ` +
        `other shard p99 ${calm.toFixed(0)} -> ${other.toFixed(0)} ms`,
      [
        [during.frozen.length === 0, 'nothing was asked of the frozen shard'],
        [odd.length > 0, `${odd.length} names of the frozen shard answer ${odd[0]?.status}`],
        [bare.length > 0, `${bare.length} x 503 without Retry-After`],
        [p99(during.frozen) > DEADLINE_MS, `p99 of the frozen shard is over ${DEADLINE_MS} ms`],
        [lost > 0, `${lost} of ${WARM} links that every lookup knew are not served`],
        [failed > 0, `${failed} names of the other shard are not redirected`],
        [other > Math.max(2 * calm, NOTICEABLE_MS), 'the other shard is more than twice as slow'],
      ],
    );
  },
};

interface Names {
  readonly healthy: string[];
  readonly frozen: string[];
}

/** Names that no lookup has seen, each asked for once: every answer needs its shard. */
async function loaded(trial: Trial, names: Names): Promise<Record<keyof Names, Answer[]>> {
  const answers: Record<keyof Names, Answer[]> = { healthy: [], frozen: [] };
  const load = trial.load({
    perSecond: PER_SECOND,
    async step(random) {
      const side = names.frozen.length > 0 && random() < 0.5 ? 'frozen' : 'healthy';
      const via = oneOf(trial.client.lookups, random);
      const name = names[side].pop();
      if (name !== undefined) answers[side].push(await trial.client.follow(name, via));
    },
  });
  trial.say(`${PER_SECOND} new names a second for ${PHASE_MS / 1000} s`);
  await sleep(PHASE_MS);
  await load.stop();
  return answers;
}
