import type { Stage } from '../demo/stage.ts';
import { OpenLoop, type OpenLoopResult } from './open-loop.ts';
import { residentMegabytes } from './process-usage.ts';
import { LANES, RedirectGround } from './redirect-ground.ts';
import { rounded, type Report } from './report.ts';

const CONNECTIONS = 10_000;
const PER_SECOND = 2_000;
const SECONDS = 15;
const GOAL_MEGABYTES = 200;

interface Row extends OpenLoopResult {
  readonly lane: string;
  readonly megabytesBefore: number;
  readonly megabytesAfter: number;
}

/** Many connections that are kept and seldom used. */
export async function connections(stage: Stage): Promise<Report> {
  const ground = await RedirectGround.open(stage);
  const rows: Row[] = [];
  try {
    for (const lane of LANES) rows.push(await rowOf(ground, lane));
  } finally {
    await ground.close();
  }
  return reportOf(rows);
}

async function rowOf(ground: RedirectGround, lane: string): Promise<Row> {
  const { url, pid } = await ground.lookup({ REDIRECT_LANE: lane });
  const megabytesBefore = await residentMegabytes(pid);
  const loop = new OpenLoop(url, ground.paths.zipf.paths);
  try {
    await loop.open(CONNECTIONS);
    const sent = await loop.send(PER_SECOND, SECONDS);
    return { lane, megabytesBefore, megabytesAfter: await residentMegabytes(pid), ...sent };
  } finally {
    loop.close();
  }
}

function reportOf(rows: readonly Row[]): Report {
  const growth = ({ megabytesBefore, megabytesAfter }: Row) => megabytesAfter - megabytesBefore;
  return {
    name: 'connections',
    title: `${CONNECTIONS.toLocaleString('en-US')} connections that take turns at ${PER_SECOND.toLocaleString('en-US')} redirects a second for ${SECONDS} s`,
    columns: ['server', 'failed', 'p50 ms', 'p99 ms', 'MB before', 'MB after', 'MB more'],
    rows: rows.map((row) => [
      `lookup, lane ${row.lane}`,
      `${row.failed}`,
      ...[row.p50Ms, row.p99Ms, row.megabytesBefore, row.megabytesAfter, growth(row)].map(rounded),
    ]),
    bars: { unit: 'MB more', values: rows.map((row) => ({ label: row.lane, value: growth(row) })) },
    notes: rows.map((row) => {
      const met = row.failed === 0 && growth(row) < GOAL_MEGABYTES ? 'met' : 'missed';
      return `Goal for the lane ${row.lane}: no failure of ${row.sent.toLocaleString('en-US')} and less than ${GOAL_MEGABYTES} MB more: ${met}.`;
    }),
  };
}
