import type { LinkStatsQuestion } from '@fleetlink/click';
import { percentile } from '../demo/latency.ts';
import { Progress } from '../demo/progress.ts';
import { oneOf, randomFrom } from '../demo/random.ts';
import type { Stage } from '../demo/stage.ts';
import { range } from '../rig/plan/fleet-plan.ts';
import { withRig } from './bench-rig.ts';
import { assertRoom } from './disk-room.ts';
import { CLICKS_A_QUARTER, FilledRollups, LINKS } from './filled-rollups.ts';
import { rounded, type Report } from './report.ts';

const ROWS_DEFAULT = 30_000_000;
/** With its share of the log that is written beside it. */
const BYTES_A_ROW = 250;

const QUESTIONS = 200;
const WARM_UP = 10;
const SEED = 1;

const DAY_MS = 86_400_000;
const CLICKS_A_DAY = 96 * CLICKS_A_QUARTER;

/** The plan's, of the management API. */
const GOAL = { p50Ms: 100, p99Ms: 500 };

const SHAPE = { shards: 1, replicas: 0, lookups: 1 };

interface Kind {
  readonly label: string;
  readonly bucket: LinkStatsQuestion['bucket'];
  readonly days: number;
}

interface Answered extends Kind {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What the statement of the API takes over many rows of rollups. */
export async function statsQuery(stage: Stage, rows = ROWS_DEFAULT): Promise<Report> {
  return withRig(stage, SHAPE, async (rig) => {
    await assertRoom(rig, rows * BYTES_A_ROW);
    const rollups = new FilledRollups(rig);
    try {
      // the last whole day: what the stretch holds is known exactly
      const endMs = Math.floor(Date.now() / DAY_MS) * DAY_MS;
      const days = await rollups.fill(rows, endMs);
      const found: Answered[] = [];
      for (const kind of kindsOf(days)) found.push(await asked(rollups, kind, endMs));
      return reportOf(found, await rollups.rows(), days);
    } finally {
      await rollups.close();
    }
  });
}

function kindsOf(days: number): Kind[] {
  const kinds: Kind[] = [
    { label: 'a day by minute', bucket: 'minute', days: 1 },
    { label: 'a day by hour', bucket: 'hour', days: 1 },
    { label: '30 days by day', bucket: 'day', days: 30 },
    { label: 'all days by day', bucket: 'day', days },
    { label: 'all days by month', bucket: 'month', days },
  ];
  return kinds.filter((kind) => kind.days <= days);
}

/** One question at a time, each about another link. */
async function asked(
  { answers }: FilledRollups,
  { label, bucket, days }: Kind,
  endMs: number,
): Promise<Answered> {
  const [random, links] = [randomFrom(SEED), range(LINKS)];
  const times: number[] = [];
  const progress = new Progress(bucket, WARM_UP + QUESTIONS);
  for (let question = 0; question < WARM_UP + QUESTIONS; question += 1) {
    const linkId = String(oneOf(links, random) + 1);
    const startedAt = performance.now();
    const stats = await answers.linkStats({
      linkId,
      from: endMs - days * DAY_MS,
      to: endMs,
      bucket,
      timeZone: 'UTC',
    });
    times.push(performance.now() - startedAt);
    if (stats.clicks !== days * CLICKS_A_DAY) throw new Error(`${label}: ${stats.clicks} clicks`);
    progress.advance();
  }
  progress.end();
  const sorted = Float64Array.from(times.slice(WARM_UP)).sort();
  return { label, bucket, days, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
}

function reportOf(found: readonly Answered[], rows: number, days: number): Report {
  const isMet = found.every(({ p50Ms, p99Ms }) => p50Ms < GOAL.p50Ms && p99Ms < GOAL.p99Ms);
  return {
    name: 'stats-query',
    title: `Statistics of a link among ${rows.toLocaleString('en-US')} rows of rollups`,
    columns: ['question', 'p50 ms', 'p99 ms'],
    rows: found.map(({ label, p50Ms, p99Ms }) => [label, rounded(p50Ms), rounded(p99Ms)]),
    bars: { unit: 'ms', values: found.map(({ label, p50Ms }) => ({ label, value: p50Ms })) },
    notes: [
      `The goal is a p50 of ${GOAL.p50Ms} ms and a p99 of ${GOAL.p99Ms} ms: ${isMet ? 'met' : 'missed'}.`,
      `${LINKS} links are clicked in every minute of ${days} days, with three countries, referrers and languages each: a link in real life has fewer rows.`,
      'The statement of the API, one question at a time; every answer held exactly the clicks of its stretch.',
    ],
  };
}
