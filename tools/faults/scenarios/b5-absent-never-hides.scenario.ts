import { inParallel } from '../../demo/in-parallel.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';

const CREATES = 1_000;
const WRITERS = 16;

/** Replay stands still on every replica, so no replica knows any of the new links. */
export const absentNeverHides: Scenario = {
  id: 'B5',
  promise: 'A 404 never hides a link that was acknowledged.',
  passLine:
    '1,000 links, half of them aliases asked for before they were: followed at once through each lookup, 0 x 404',
  isGate: true,

  async run(trial) {
    const { rig, client } = trial;
    trial.say('replay stands still on every replica');
    await rig.pauseReplay('shards');
    const aliases = Array.from({ length: CREATES }, (_, index) =>
      trial.random() < 0.5 ? trial.alias(index) : undefined,
    );
    const everywhere = (name: string) =>
      Promise.all(client.lookups.map((lookup) => client.follow(name, lookup)));
    let [redirected, absent, other] = [0, 0, 0];
    trial.say(`make ${CREATES} links and follow each at once through ${client.lookups.join(', ')}`);
    await inParallel(aliases.entries(), WRITERS, async ([index, alias]) => {
      if (alias !== undefined) await everywhere(alias);
      const name = await client.create(trial.url(index), alias);
      if (name === undefined) throw new Error('a link was not acknowledged although every primary is up');
      for (const { status, location } of await everywhere(name))
        if (status === 302 && location === trial.url(index)) redirected += 1;
        else if (status === 404) absent += 1;
        else other += 1;
    });
    return outcome(`${redirected} of ${CREATES * client.lookups.length} redirects, ${absent} x 404`, [
      [absent > 0, `${absent} answers were 404 after the 201`],
      [other > 0, `${other} answers were neither the redirect nor 404`],
    ]);
  },
};
