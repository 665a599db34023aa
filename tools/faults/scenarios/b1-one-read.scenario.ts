import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers } from '../trial/answers.ts';
import type { Link, Trial } from '../trial/trial.ts';

const ASKERS = 500;

/** On the way there and on the way back: every statement takes 200 ms more. */
const SLOW = 'delay=100';

/** The database is so slow that all of the crowd has arrived before the first of them is answered. */
export const oneRead: Scenario = {
  id: 'B1',
  promise: 'One miss is one database read per process, however many wait for it.',
  passLine:
    '500 at once for a name that no lookup knows, the shard 200 ms away: at most 1 read per lookup, all redirected; their failure is not kept as a 404',
  isGate: true,

  async run(trial) {
    const [link, other] = (await trial.linksByShard(20)).get('shard-0') as [Link, Link];
    trial.say(`shard-0 is slow; ${ASKERS} ask for one name`);
    await trial.rig.fault('shard-0', SLOW);
    const before = await reads(trial);
    const served = await crowd(trial, link);
    const readCount = (await reads(trial)) - before;
    trial.say(`shard-0 answers nothing; ${ASKERS} ask for another name`);
    await trial.rig.fault('shard-0', 'half-open');
    const refused = await crowd(trial, other);
    await trial.heal();
    const after = await crowd(trial, other);
    const lookups = trial.client.lookups.length;
    return outcome(
      `${readCount} reads for ${served.right} redirects over ${lookups} lookups; ${refused.unavailable} x 503 while away, then ${after.right} redirects`,
      [
        ...[served, refused, after].flatMap((answers) => answers.neverAllowed()),
        [readCount > lookups, `${readCount} reads, although there are ${lookups} lookups`],
        [served.availability < 1, `${served.unavailable} were not answered`],
        [refused.unavailable === 0, 'the second name was known before it was asked for'],
        [after.availability < 1, `${after.unavailable} were still refused when the shard was back`],
      ],
    );
  },
};

async function crowd({ client }: Trial, { name, url }: Link): Promise<Answers> {
  const answers = new Answers();
  await Promise.all(
    Array.from({ length: ASKERS }, async (_, index) => {
      const via = client.lookups[index % client.lookups.length]!;
      answers.add(await client.follow(name, via), url);
    }),
  );
  return answers;
}

/** Names asked of shards, and names asked again of a primary since its replica did not know them. */
async function reads(trial: Trial): Promise<number> {
  const kinds = ['names', 'again'].map((kind) =>
    trial.lookupMetric('fleetlink_lookup_reads_total', { kind }),
  );
  return (await Promise.all(kinds)).reduce((sum, value) => sum + value, 0);
}
