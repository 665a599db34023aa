import { randomFrom } from '../demo/random.ts';
import type { Stage } from '../demo/stage.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { withRig } from './bench-rig.ts';
import { ReadPath } from './read-path.ts';
import { rounded, type Report } from './report.ts';
import { SeededLinks } from './seeded-links.ts';
import { failureNotes, Sender, type Sent } from './sender.ts';
import { difference, metricOf } from './service-metrics.ts';
import { Zipf } from './zipf.ts';

const LINKS = 1_000_000;
const LOOKUPS = 2;
const PER_SECOND = 4000;
const COLD_SECONDS = 15;
const WARM_SECONDS = 25;
const CONNECTIONS = 64;
const SEED = 1;

/** What 192 MB of cache hold, and fewer than five minutes of a large fleet's requests leave there. */
const CACHED_LINKS = 500_000;

/** Spreads neighbours in rank over pages and months of the table; no divisor of LINKS. */
const RANK_STEP = 611_953;

const PLAN = { l1: 0.95, l2: 0.04, l3: 0.01 };
const GOAL = 0.95;

/** L1_FRESH_SECONDS and the time that a copy in the second tier is fresh. */
const L1_SECONDS = 30;
const L2_SECONDS = 300;
const PLAN_PER_SECOND = 50_000;

const SHAPE = { replicas: 0, lookups: LOOKUPS, settings: { WARM_LINKS: '0' } };

type Shares = Readonly<Record<'l1' | 'l2' | 'l3', number>>;

interface Phase {
  readonly shares: Shares;
  readonly sent: Sent;
}

/** Which tier answers, under the load of many links that are followed unequally. */
export async function hits(stage: Stage): Promise<Report> {
  return withRig(stage, SHAPE, async (rig) => {
    const path = await ReadPath.open(rig);
    const sender = new Sender(rig.gatewayUrl, CONNECTIONS);
    try {
      const links = await SeededLinks.write(rig, path, LINKS);
      const [zipf, random] = [new Zipf(LINKS), randomFrom(SEED)];
      const draw = (): string => links.nameOf(indexAt(zipf.rankAt(random())));
      const run = (seconds: number): Promise<Phase> =>
        phase(rig, () => sender.followAtRate(draw, PER_SECOND, seconds));
      const cold = await run(COLD_SECONDS);
      await links.fillCache(
        path,
        Array.from({ length: CACHED_LINKS }, (_, rank) => indexAt(rank)),
      );
      return reportOf(cold, await run(WARM_SECONDS), zipf);
    } finally {
      sender.close();
      await path.close();
    }
  });
}

function indexAt(rank: number): number {
  return (rank * RANK_STEP) % LINKS;
}

async function phase(rig: Rig, work: () => Promise<Sent>): Promise<Phase> {
  const before = await metricOf(rig, 'lookup', 'fleetlink_lookup_total');
  const sent = await work();
  const counted = difference(await metricOf(rig, 'lookup', 'fleetlink_lookup_total'), before);
  const { l1 = 0, l2 = 0, l3 = 0, joined = 0 } = counted;
  const all = l1 + l2 + l3 + joined;
  // who joined a miss under way waited for the same tier; nearly none did
  return { sent, shares: { l1: l1 / all, l2: l2 / all, l3: (l3 + joined) / all } };
}

/** Of caches that have run for longer than they keep anything. */
function modelled(zipf: Zipf, perSecond: number): Shares {
  const l1 = zipf.hitShare(perSecond / LOOKUPS, L1_SECONDS);
  const both = zipf.hitShare(perSecond, L2_SECONDS);
  return { l1, l2: both - l1, l3: 1 - both };
}

function reportOf(cold: Phase, warm: Phase, zipf: Zipf): Report {
  const cached = cold.shares.l1 + cold.shares.l2;
  const cachedWarm = warm.shares.l1 + warm.shares.l2;
  const rate = `${PER_SECOND.toLocaleString('en-US')}/s`;
  const planRate = `${PLAN_PER_SECOND.toLocaleString('en-US')}/s`;
  return {
    name: 'hits',
    title: `Where redirects of ${LINKS.toLocaleString('en-US')} links are answered, Zipf 1.0, ${LOOKUPS} lookups behind nginx`,
    columns: ['load', 'L1 %', 'L2 %', 'L3 %', 'L1 + L2 %', 'req/s', 'p50 ms', 'p99 ms'],
    rows: [
      phaseRow(`first ${COLD_SECONDS} s, all tiers empty`, cold),
      phaseRow(`${WARM_SECONDS} s, L2 as a fleet leaves it`, warm),
      shareRow('the plan', PLAN),
      shareRow(`model, ${rate} for long`, modelled(zipf, PER_SECOND)),
      shareRow(`model, ${planRate} for long`, modelled(zipf, PLAN_PER_SECOND)),
    ],
    bars: {
      unit: '%',
      values: [
        { label: 'L1', value: warm.shares.l1 * 100 },
        { label: 'L2', value: warm.shares.l2 * 100 },
        { label: 'L3', value: warm.shares.l3 * 100 },
      ],
    },
    notes: [
      `The goal is more than ${GOAL * 100} % from L1 and L2: ${cachedWarm > GOAL ? 'met' : 'missed'} with L2 filled, ` +
        `${cached > GOAL ? 'met' : 'missed'} from empty.`,
      `L2 was filled with the ${CACHED_LINKS.toLocaleString('en-US')} links that are followed most, which have ${percent(shareOfFirst(zipf))} % of the load; the caches of a rig hold 192 MB.`,
      'The model is that of a cache that forgets by time: a link asked for r times a second is found r t / (1 + r t) of the times. ' +
        'L1 keeps a link 30 s in each process and L2 300 s for all: the shares depend on the rate, so a small load cannot reach the plan’s.',
      `Asked for at ${rate} at the most, after a bulk load of all links.`,
      ...failureNotes([cold.sent, warm.sent]),
    ],
  };
}

function shareOfFirst(zipf: Zipf): number {
  return Array.from({ length: CACHED_LINKS }, (_, rank) => zipf.shareOf(rank)).reduce((a, b) => a + b, 0);
}

function phaseRow(label: string, { shares, sent }: Phase): string[] {
  const times = [sent.perSecond, sent.p50Ms, sent.p99Ms].map(rounded);
  return [...shareRow(label, shares).slice(0, 5), ...times];
}

function shareRow(label: string, { l1, l2, l3 }: Shares): string[] {
  return [label, percent(l1), percent(l2), percent(l3), percent(l1 + l2), '', '', ''];
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}
