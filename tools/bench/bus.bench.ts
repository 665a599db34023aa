import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from '../demo/stage.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { withRig } from './bench-rig.ts';
import { ClickCounting } from './click-counting.ts';
import { BATCH_CLICKS, ClickLoad } from './click-load.ts';
import { ClickStream } from './click-stream.ts';
import { rounded, type Report } from './report.ts';
import { ROLES, roleUsage, usagePer, type RoleUsage } from './role-usage.ts';

/** Of one stretch: 80,000 clicks. */
const BATCHES = 400;
const WARM_UP_BATCHES = 128;
const POLL_MS = 20;
const QUIET_MS_MAX = 30_000;
const GOAL_STREAM = 20_000;
const GOAL_MEMORY = 40_000;

const SHAPE = { shards: 1, replicas: 0, lookups: 1 };

/** A part of the way of clicks, and what a click costs there: microseconds of processor by whose they are. */
interface Stretch {
  readonly what: string;
  readonly perSecond: number;
  readonly usage: RoleUsage;
}

type Work = (batches: readonly string[]) => Promise<unknown>;

interface Ways {
  readonly here: ClickCounting;
  readonly stream: ClickStream;
  readonly unread: ClickStream;
}

/** How many clicks one stream carries from its sender into Postgres, and where the time goes. */
export async function bus(stage: Stage): Promise<Report> {
  return withRig(stage, SHAPE, async (rig) => {
    const here = new ClickCounting(rig);
    const [stream, unread] = [await ClickStream.open(rig), await ClickStream.open(rig, 'unread')];
    try {
      const load = new ClickLoad('bench');
      await warmUp(here, stream, load);
      return reportOf(await stretches(rig, { here, stream, unread }, load));
    } finally {
      await Promise.all([here, stream, unread].map((way) => way.close()));
    }
  });
}

async function warmUp(here: ClickCounting, stream: ClickStream, load: ClickLoad): Promise<void> {
  await here.count(load.batches(WARM_UP_BATCHES));
  await stream.send(load.batches(WARM_UP_BATCHES));
  await counted(here, load);
}

async function stretches(rig: Rig, { here, stream, unread }: Ways, load: ClickLoad): Promise<Stretch[]> {
  /** Batches that are never counted. */
  const aside = new ClickLoad('aside');
  const through = (what: string, work: Work, from = load): Promise<Stretch> =>
    measured(rig, what, from.batches(BATCHES), work);
  const found = [
    await through('parsing', async (batches) => here.parse(batches), aside),
    await through('parsing and counting, no bus', (batches) => here.count(batches)),
    await through('memory bus, one consumer', (batches) => here.countOverMemory(batches)),
    await through('one stream, XADD and WAIT, unread', (batches) => unread.send(batches), aside),
    await through('one stream, end to end', async (batches) => {
      await stream.send(batches);
      await counted(here, load);
    }),
  ];
  process.stdout.write('\n');
  return found;
}

/** Until Postgres has all batches of the load. The stats service itself is not asked: that would cost it time. */
async function counted(here: ClickCounting, load: ClickLoad): Promise<void> {
  let [batches, changedAt] = [await here.countedBatches(), performance.now()];
  while (batches < load.made) {
    await sleep(POLL_MS);
    const now = await here.countedBatches();
    if (now !== batches) changedAt = performance.now();
    if (performance.now() - changedAt > QUIET_MS_MAX)
      throw new Error(`${now} of ${load.made} batches are counted, and no more follow`);
    batches = now;
  }
}

async function measured(rig: Rig, what: string, batches: readonly string[], work: Work): Promise<Stretch> {
  const [before, startedAt] = [await roleUsage(rig), performance.now()];
  await work(batches);
  const tookMs = performance.now() - startedAt;
  process.stdout.write('.');
  const clicks = batches.length * BATCH_CLICKS;
  return {
    what,
    perSecond: (clicks * 1000) / tookMs,
    usage: usagePer(clicks, before, await roleUsage(rig)),
  };
}

function reportOf(found: readonly Stretch[]): Report {
  const [, counting, memory, , endToEnd] = found as [Stretch, Stretch, Stretch, Stretch, Stretch];
  const verdict = ({ perSecond }: Stretch, goal: number): string =>
    `${rounded(goal)} clicks/s: ${perSecond >= goal ? 'met' : 'missed'}`;
  return {
    name: 'bus',
    title: `Clicks from their sender into Postgres, ${(BATCHES * BATCH_CLICKS).toLocaleString('en-US')} in batches of ${BATCH_CLICKS}`,
    columns: ['stretch', 'clicks/s', ...ROLES.map((role) => `CPU µs/click, ${role}`)],
    rows: found.map(({ what, perSecond, usage }) => [
      what,
      rounded(perSecond),
      ...ROLES.map((role) => usage[role].toFixed(1)),
    ]),
    bars: {
      unit: 'clicks/s',
      values: found.slice(1).map(({ what, perSecond }) => ({ label: what, value: perSecond })),
    },
    notes: [
      `The goal of one stream, end to end, is ${verdict(endToEnd, GOAL_STREAM)}.`,
      `The goal of one consumer over the memory bus is ${verdict(memory, GOAL_MEMORY)}.`,
      `Of ${rounded(1e6 / counting.perSecond)} µs that a click takes without a bus, this process works ${counting.usage.bench.toFixed(1)} ` +
        `and Postgres ${counting.usage.Postgres.toFixed(1)}: they take turns, so the two add up.`,
      'Clicks are Zipf 1.0 over 100,000 links, 10 countries, 5 referrers and 5 languages: a group of 12,800 touches 5,300 links and 86,000 rollup rows, ' +
        'nearly seven upserts for a click. Where fewer links are followed, a click costs less.',
      'The sender runs in the process of the benchmark, the consumer is the stats service; Postgres does not wait for the disk (fsync is off on a rig).',
    ],
  };
}
