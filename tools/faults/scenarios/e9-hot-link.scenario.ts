import { setTimeout as sleep } from 'node:timers/promises';
import { oneOf } from '../../demo/random.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { isRedirect } from '../trial/fleet.client.ts';
import type { Trial } from '../trial/trial.ts';

const OTHERS = 30;
const PER_SECOND = 300;
const HOT_SHARE = 0.9;
const PHASE_MS = 5_000;

/** For the cold start and for the edit each; the edit may be noticed twice, by its hint and by the poll. */
const READS_PER_LOOKUP_MAX = 3;

/** Each transaction of the statistics takes what several lookups cut in its time. */
const CLICKS_PER_TRANSACTION_MIN = 5;

/** The link is new, so that no cache knows it; the others are warm. */
export const hotLink: Scenario = {
  id: 'E9',
  promise: 'A link that everybody follows takes no database and no Redis node down.',
  passLine:
    '90 % of 300 redirects a second on one link, cold, edited in mid-run: at most 3 reads beyond L1 per lookup; its clicks are written in batches',
  isGate: false,

  async run(trial) {
    const { client } = trial;
    const others = await trial.links(OTHERS);
    for (const { name } of others) for (const via of client.lookups) await client.follow(name, via);
    const [hot] = (await trial.links(1)) as [(typeof others)[number]];
    const [misses, transactions, clicks] = [
      await missesOf(trial),
      await groups(trial),
      await trial.clicksCounted(),
    ];
    let redirects = 0;
    let failed = 0;
    const load = trial.load({
      perSecond: PER_SECOND,
      async step(random) {
        const { name } = random() < HOT_SHARE ? hot : oneOf(others, random);
        if (isRedirect(await client.follow(name, oneOf(client.lookups, random)))) redirects += 1;
        else failed += 1;
      },
    });
    await sleep(PHASE_MS);
    trial.say('edit it');
    await client.change(hot.name, { url: trial.url(OTHERS + 1) });
    await sleep(PHASE_MS);
    await load.stop();
    await trial.heal();
    const readCount = (await missesOf(trial)) - misses;
    const counted = (await trial.clicksCounted()) - clicks;
    const perTransaction = counted / Math.max(1, (await groups(trial)) - transactions);
    return outcome(
      `${readCount} reads beyond L1 for ${redirects} redirects through ${client.lookups.length} lookups; ${perTransaction.toFixed(0)} clicks a transaction`,
      [
        [redirects === 0, 'nothing was redirected'],
        [failed > 0, `${failed} requests were not redirected`],
        [readCount > READS_PER_LOOKUP_MAX * client.lookups.length, `${readCount} reads beyond L1`],
        [
          perTransaction < CLICKS_PER_TRANSACTION_MIN,
          `only ${perTransaction.toFixed(1)} clicks a transaction`,
        ],
      ],
    );
  },
};

/** Lookups that L1 could not answer: each asks L2, and the shard if need be. */
async function missesOf(trial: Trial): Promise<number> {
  const tiers = ['l2', 'l3'].map((tier) => trial.lookupMetric('fleetlink_lookup_total', { tier }));
  return (await Promise.all(tiers)).reduce((sum, value) => sum + value, 0);
}

function groups(trial: Trial): Promise<number> {
  return trial.metric('stats', 'fleetlink_click_bus_events_total', { event: 'groups' });
}
