import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers } from '../trial/answers.ts';
import type { Link, Trial } from '../trial/trial.ts';

const ASKERS = 500;

/** On the way there and on the way back: a statement takes long enough for the crowd to gather. */
const SLOW = 'delay=60';

/** The rest of a shard's 300 ms may be too little on a machine that does something else: such a crowd is sent again. */
const CROWDS_MAX = 5;

/** The database is so slow that all of the crowd has arrived before the first of them is answered. */
export const oneRead: Scenario = {
  id: 'B1',
  promise: 'One miss is one database read per process, however many wait for it.',
  passLine:
    '500 at once for a name that no lookup knows, its shard slow: at most 1 read per lookup, all redirected; a failure is not kept as a 404',
  isGate: true,

  async run(trial) {
    const [other, ...links] = (await trial.linksByShard(40)).get('shard-0')!;
    trial.say(`shard-0 is slow; ${ASKERS} ask for one name`);
    await trial.rig.fault('shard-0', SLOW);
    const { served, readsMax } = await servedCrowd(trial, links);
    trial.say(`shard-0 answers nothing; ${ASKERS} ask for another name`);
    await trial.rig.fault('shard-0', 'half-open');
    const refused = await crowd(trial, other!);
    await trial.heal();
    let after = new Answers();
    await trial.until('everybody is redirected again', async () => {
      after = await crowd(trial, other!);
      return after.availability === 1;
    });
    const lookups = trial.client.lookups.length;
    return outcome(
      `${readsMax} reads for ${served.right} redirects of ${lookups} lookups; ${refused.unavailable} x 503 while away, then ${after.right} redirects`,
      [
        ...[served, refused, after].flatMap((answers) => answers.neverAllowed()),
        [readsMax > lookups, `${readsMax} reads, although there are ${lookups} lookups`],
        [served.availability < 1, `${served.unavailable} were not answered`],
        [refused.unavailable === 0, 'the second name was known before it was asked for'],
      ],
    );
  },
};

async function servedCrowd(
  trial: Trial,
  links: readonly Link[],
): Promise<{ served: Answers; readsMax: number }> {
  let [served, readsMax] = [new Answers(), 0];
  for (const link of links.slice(0, CROWDS_MAX)) {
    const before = await reads(trial);
    served = await crowd(trial, link);
    readsMax = Math.max(readsMax, (await reads(trial)) - before);
    if (served.availability === 1) break;
  }
  return { served, readsMax };
}

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
