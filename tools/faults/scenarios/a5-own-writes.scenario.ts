import { inParallel } from '../../demo/in-parallel.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers, percent } from '../trial/answers.ts';
import type { Trial } from '../trial/trial.ts';

const ROUNDS = 5;
const CREATES = 80;
const WRITERS = 8;

/** Replay stops anew in every round: a replica that has stood still for long is left alone anyway. */
export const ownWrites: Scenario = {
  id: 'A5',
  promise: 'Who made a link can follow it at once, through any lookup.',
  passLine:
    '400 codes followed right after their 201 through each lookup, replay standing still: 100 % redirected',
  isGate: false,

  async run(trial) {
    const { client, rig } = trial;
    const answers = new Answers();
    const [before, ofPrimaryBefore] = [await reads(trial), await reads(trial, 'primary')];
    for (let round = 0; round < ROUNDS; round += 1) {
      await rig.pauseReplay('shards');
      const urls = Array.from({ length: CREATES }, (_, index) => trial.url(round * CREATES + index));
      await inParallel(urls, WRITERS, async (url) => {
        const name = await client.create(url);
        if (name === undefined) throw new Error('a link was not acknowledged although every primary is up');
        const asked = client.lookups.map((lookup) => client.follow(name, lookup));
        for (const answer of await Promise.all(asked)) answers.add(answer, url);
      });
      await rig.resumeReplay('shards');
    }
    const ofPrimary = (await reads(trial, 'primary')) - ofPrimaryBefore;
    const share = ofPrimary / Math.max(1, (await reads(trial)) - before);
    return outcome(
      `${answers.right} of ${answers.all.length} redirected; ${percent(share)} of the statements went to primaries`,
      [
        ...answers.neverAllowed(),
        [answers.availability < 1, `${answers.all.length - answers.right} were not redirected`],
      ],
    );
  },
};

/** Statements of redirects, by the server that answered. */
function reads(trial: Trial, from?: string): Promise<number> {
  return trial.lookupMetric('fleetlink_shard_reads_total', from === undefined ? {} : { from });
}
