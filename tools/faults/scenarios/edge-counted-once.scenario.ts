import { setTimeout as sleep } from 'node:timers/promises';
import { Zipf } from '../../bench/zipf.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers, percent } from '../trial/answers.ts';

const LINKS = 400;
const PER_SECOND = 1_000;
const EDGE_CACHE_SECONDS = 10;
const KILLS = 3;
const BETWEEN_MS = 2_000;
const DOWN_MS = 500;

/** Far below what Zipf predicts, so that a slow start of the load does not matter. */
const OFFLOAD_WANTED = 0.5;

/** Lookup sees a redirect or the edge does, never both; what the edge service was sending when it died is sent again. */
export const edgeCountedOnce: Scenario = {
  id: 'EDGE',
  promise: 'Redirects that the gateway answers from its cache are counted exactly once.',
  passLine:
    '1,000 redirects a second on 400 links (Zipf), cached for 10 s, the edge service killed 3 times: as many clicks as redirects, more than half of them never seen by a lookup',
  isGate: false,
  shape: { shards: 1, lookups: 2, edgeCacheSeconds: EDGE_CACHE_SECONDS },

  async run(trial) {
    const { client, rig } = trial;
    const links = await trial.links(LINKS);
    const zipf = new Zipf(LINKS);
    const answers = new Answers();
    const [clicksBefore, recordedBefore] = [await trial.clicksCounted(), await recorded()];
    const load = trial.load({
      perSecond: PER_SECOND,
      async step(random) {
        const { name, url } = links[zipf.rankAt(random())]!;
        answers.add(await client.follow(name), url);
      },
    });
    for (let kill = 0; kill < KILLS; kill += 1) {
      await sleep(BETWEEN_MS);
      trial.say('kill the edge service');
      await rig.kill('edge');
      await sleep(DOWN_MS);
      await rig.start('edge');
    }
    await sleep(BETWEEN_MS);
    await load.stop();
    await trial.heal();
    const offload = 1 - ((await recorded()) - recordedBefore) / Math.max(1, answers.right);
    const counted = (await trial.clicksCounted()) - clicksBefore;
    const failed = answers.all.length - answers.right;
    return outcome(
      `${counted} clicks of ${answers.right} redirects (${failed} other answers); the gateway answered ${percent(offload)} itself`,
      [
        ...answers.neverAllowed(),
        [offload < OFFLOAD_WANTED, `the gateway answered only ${percent(offload)} itself`],
      ],
    );

    function recorded(): Promise<number> {
      return trial.lookupMetric('fleetlink_clicks_recorded_total');
    }
  },
};
