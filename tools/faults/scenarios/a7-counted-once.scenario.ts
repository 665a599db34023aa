import { setTimeout as sleep } from 'node:timers/promises';
import { oneOf } from '../../demo/random.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { isRedirect } from '../trial/fleet.client.ts';
import type { Trial } from '../trial/trial.ts';

const LINKS = 8;
const PER_SECOND = 200;
const ROUNDS = 4;
const ROUND_MS = 1_500;
const HELD_UP_MS = 500;
const CUT_OFF_MS = 2_500;

/** The consumer dies with batches in its hands: the database keeps it waiting for a while before. */
export const countedOnce: Scenario = {
  id: 'A7',
  promise: 'Every click is counted exactly once.',
  passLine:
    '200 redirects a second through the gateway, the consumer killed in mid-transaction 4 times, the streams cut off for 2.5 s: each link has as many clicks as redirects',
  isGate: true,

  async run(trial) {
    const { client, rig } = trial;
    const links = await trial.links(LINKS);
    const redirects = new Map(links.map(({ name }) => [name, 0]));
    const load = trial.load({
      perSecond: PER_SECOND,
      async step(random) {
        const { name } = oneOf(links, random);
        if (isRedirect(await client.follow(name))) redirects.set(name, redirects.get(name)! + 1);
      },
    });
    for (let round = 0; round < ROUNDS; round += 1) {
      await sleep(ROUND_MS);
      await rig.stop('stats-database');
      await sleep(HELD_UP_MS);
      trial.say('kill the consumer');
      await rig.kill('stats');
      await rig.cont('stats-database');
      await rig.start('stats');
    }
    trial.say('cut the streams off');
    await rig.fault('redis-state', 'half-open');
    await sleep(CUT_OFF_MS);
    await load.stop();
    await trial.heal();
    const counted = new Map(
      await Promise.all(links.map(async ({ name }) => [name, await clicksOf(trial, name)] as const)),
    );
    const wrong = [...redirects].filter(([name, count]) => counted.get(name) !== count);
    const [clicks, asked] = [sum(counted), sum(redirects)];
    return outcome(`${clicks} clicks of ${asked} redirects on ${LINKS} links`, [
      [asked === 0, 'nothing was redirected'],
      [client.doubtful > 0, `${client.doubtful} requests failed although no lookup was touched`],
      ...wrong.map(
        ([name, count]) => [true, `${name} has ${counted.get(name)} clicks of ${count} redirects`] as const,
      ),
    ]);
  },
};

async function clicksOf({ client }: Trial, name: string): Promise<number> {
  return (await client.gateway.read<{ clicks: number }>(`/api/v1/links/${name}/stats`)).clicks;
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
