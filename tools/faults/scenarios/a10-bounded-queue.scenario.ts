import { setTimeout as sleep } from 'node:timers/promises';
import { oneOf } from '../../demo/random.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers } from '../trial/answers.ts';
import type { Trial } from '../trial/trial.ts';

const LINKS = 20;
const PER_SECOND = 300;
const DROPPING_MS = 3_000;

const STREAM_BATCHES_MAX = 20;
const SPOOL_BYTES_MAX = 2 ** 20;

/** There is no room for another batch, or there will not be for the next one. */
const FULL_BYTES = SPOOL_BYTES_MAX * 0.97;

/** As long as one is kept, and no two the same: a click takes as much room as it can. */
const AGENT_CHARACTERS = 512;

/** Long before the streams hold what production holds, they are full; so is the disk behind them. */
export const boundedQueue: Scenario = {
  id: 'A10',
  promise: 'Clicks that nobody counts fill a bounded queue, and what it cannot hold is told.',
  passLine:
    'consumer away, streams and spool full: every redirect given, memory and disk within their limits, clicks = redirects - drops in the metric',
  isGate: false,
  shape: {
    lookups: 1,
    settings: {
      CLICK_CLAIM_IDLE_MS: '2000',
      CLICK_STREAM_BATCHES_MAX: String(STREAM_BATCHES_MAX),
      CLICK_SPOOL_BYTES_MAX: String(SPOOL_BYTES_MAX),
      CLICK_SPOOL_SEGMENT_BYTES_MAX: String(SPOOL_BYTES_MAX / 8),
    },
  },

  async run(trial) {
    const links = await trial.links(LINKS);
    const answers = new Answers();
    const before = await trial.clicksCounted();
    trial.say('the consumer is killed');
    await trial.rig.kill('stats');
    const load = trial.load({
      perSecond: PER_SECOND,
      async step(random) {
        const { name, url } = oneOf(links, random);
        const agent = String(random()).padEnd(AGENT_CHARACTERS, 'x');
        answers.add(await trial.client.follow(name, 'lookup-0', { 'user-agent': agent }), url);
      },
    });
    await trial.until('the spool is full', async () => (await spooledBytes(trial)) > FULL_BYTES);
    trial.say('the spool is full');
    await sleep(DROPPING_MS);
    await load.stop();
    const spooled = await spooledBytes(trial);
    await trial.heal();
    const drops = await dropped(trial);
    const clicks = (await trial.clicksCounted()) - before;
    return {
      ...outcome(
        `${answers.right} of ${answers.all.length} redirected; ${clicks} counted, ${drops} dropped; ${Math.ceil(spooled / 1024)} KiB spooled`,
        [
          ...answers.neverAllowed(),
          [answers.availability < 1, `${answers.all.length - answers.right} were not redirected`],
          [drops === 0, 'the drops are not in the metric'],
          [spooled > SPOOL_BYTES_MAX, `the spool took ${spooled} bytes`],
          [
            clicks + drops !== answers.right,
            `${answers.right} redirects, but ${clicks} clicks and ${drops} drops`,
          ],
        ],
      ),
      clicksLostMax: drops,
    };
  },
};

function spooledBytes(trial: Trial): Promise<number> {
  return trial.lookupMetric('fleetlink_click_spool_bytes');
}

function dropped(trial: Trial): Promise<number> {
  return trial.lookupMetric('fleetlink_clicks_dropped_total');
}
