import type { Stage } from '../demo/stage.ts';
import { APART, pin } from './cores.ts';
import { loadOf, type LoadTarget } from './load.ts';
import { OpenLoop, type OpenLoopResult } from './open-loop.ts';
import { LANES, RedirectGround } from './redirect-ground.ts';
import { rounded, type Report } from './report.ts';
import { spreadOf } from './spread.ts';

const ROUNDS = 5;
const SECONDS = 3;
const CAPACITY_SECONDS = 2;
const CONNECTIONS = 64;
/** Of what it answers when as much is sent as it can answer. */
const SHARE_OF_CAPACITY = 0.5;
/** The sender is a Node process on one core: beyond this its own requests wait. */
const PER_SECOND_MAX = 12_000;
const GOAL = 2;
const BARE = 'bare node:http';

interface Row {
  readonly label: string;
  readonly loop: OpenLoop;
  readonly perSecond: number;
  readonly runs: OpenLoopResult[];
}

/** How long redirects take at half of what each server can answer, sent whether answers come or not. */
export async function latency(stage: Stage): Promise<Report> {
  const ground = await RedirectGround.open(stage);
  const rows: Row[] = [];
  try {
    await pin([process.pid], APART.sender);
    rows.push(await rowOf(ground, BARE, await ground.peer('bare')));
    for (const lane of LANES) {
      const lookup = await ground.lookup({ REDIRECT_LANE: lane });
      rows.push(await rowOf(ground, `lookup, lane ${lane}`, ground.targetOf(lookup)));
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const row of round % 2 === 0 ? rows : rows.toReversed()) row.runs.push(await runOf(row));
      process.stdout.write('.');
    }
    process.stdout.write('\n');
    return reportOf(rows);
  } finally {
    await ground.close();
  }
}

async function rowOf(ground: RedirectGround, label: string, target: LoadTarget): Promise<Row> {
  await pin(target.pids, APART.servers);
  const { perSecond } = await loadOf(ground.sender, target, CAPACITY_SECONDS);
  const loop = new OpenLoop(target.url, target.paths.paths);
  const share = Math.floor(perSecond * SHARE_OF_CAPACITY);
  return { label, loop, perSecond: Math.min(share, PER_SECOND_MAX), runs: [] };
}

/** On new connections: servers close those that are idle for seconds. */
async function runOf({ loop, perSecond }: Row): Promise<OpenLoopResult> {
  await loop.open(CONNECTIONS);
  try {
    return await loop.send(perSecond, SECONDS);
  } finally {
    loop.close();
  }
}

function reportOf(rows: readonly Row[]): Report {
  const p99 = (row: Row) => spreadOf(row.runs.map(({ p99Ms }) => p99Ms));
  const [bare, ...ours] = rows;
  const shown = (row: Row): string[] => {
    const { median, min, max } = p99(row);
    const p50 = spreadOf(row.runs.map(({ p50Ms }) => p50Ms)).median;
    return [row.label, ...[row.perSecond, p50, median, min, max].map(rounded), `${failedOf(row)}`];
  };
  return {
    name: 'latency',
    title: `Redirects in open loop at ${SHARE_OF_CAPACITY} of what each server can answer, ${ROUNDS} interleaved rounds of ${SECONDS} s`,
    columns: ['server', 'req/s', 'p50 ms', 'p99 ms', 'min', 'max', 'failed'],
    rows: rows.map(shown),
    bars: { unit: 'ms p99', values: rows.map((row) => ({ label: row.label, value: p99(row).median })) },
    notes: [
      ...ours.map((row) => {
        const ratio = p99(row).median / p99(bare!).median;
        const met = ratio <= GOAL && failedOf(row) + failedOf(bare!) === 0 ? 'met' : 'missed';
        return `Goal: the p99 of ${row.label} at most ${GOAL} times that of ${BARE}, without a failure: ${met} by ${rounded(ratio)}.`;
      }),
      'Times count from the moment a request was due.',
      `Each server is asked at half of its own rate, and at no more than ${rounded(PER_SECOND_MAX)} a second, which is what the sender can keep up with.`,
    ],
  };
}

function failedOf({ runs }: Row): number {
  return runs.reduce((sum, { failed }) => sum + failed, 0);
}
