import { createInBulk, nameIn } from '../demo/bulk.client.ts';
import { generatedUrlList } from '../demo/generated-urls.ts';
import { readLines } from '../demo/read-lines.ts';
import { ServiceClient } from '../demo/service.client.ts';
import type { Stage } from '../demo/stage.ts';
import { processorMs } from './process-usage.ts';
import { rounded, type Report } from './report.ts';
import { spreadOf } from './spread.ts';

const URLS = 6002;
const SEED = 1;
const RUNS = 9;
const GOAL_PER_SECOND = 20_000;

interface Run {
  readonly perSecond: number;
  readonly microseconds: number;
}

/** Many links in one streamed request, each acknowledged when it is on disk. */
export async function bulk(stage: Stage, file: string | undefined): Promise<Report> {
  const urls = file === undefined ? generatedUrlList(SEED, URLS) : await readLines(file);
  const standalone = await stage.standalone(await stage.folder());
  const client = new ServiceClient({ url: standalone.url, key: undefined });
  const runs: Run[] = [];
  try {
    for (let run = 0; run < RUNS; run += 1) {
      runs.push(await createAll(client, urls, standalone.pid));
      process.stdout.write('.');
    }
  } finally {
    client.close();
    await standalone.stop();
  }
  process.stdout.write('\n');
  return reportOf(runs, urls.length);
}

async function createAll(client: ServiceClient, urls: readonly string[], pid: number): Promise<Run> {
  const [startedAt, usedBefore] = [performance.now(), await processorMs(pid)];
  let created = 0;
  const links = urls.map((url) => ({ url }));
  for await (const result of createInBulk(client, links)) if (nameIn(result) !== undefined) created += 1;
  if (created !== urls.length) throw new Error(`only ${created} of ${urls.length} links were created`);
  const used = (await processorMs(pid)) - usedBefore;
  return {
    perSecond: (created * 1000) / (performance.now() - startedAt),
    microseconds: (used * 1000) / created,
  };
}

function reportOf(runs: readonly Run[], length: number): Report {
  const [first, ...others] = runs;
  const warm = spreadOf(others.map(({ perSecond }) => perSecond));
  const warmMicroseconds = spreadOf(others.map(({ microseconds }) => microseconds));
  const firstRate = first!.perSecond;
  return {
    name: 'bulk',
    title: `Bulk creation of ${length.toLocaleString('en-US')} links over HTTP, streamed NDJSON`,
    columns: ['run', 'links/s', 'min', 'max', 'CPU µs/link'],
    rows: [
      ['first after the start', rounded(firstRate), '', '', rounded(first!.microseconds)],
      [
        `the next ${others.length}`,
        rounded(warm.median),
        rounded(warm.min),
        rounded(warm.max),
        rounded(warmMicroseconds.median),
      ],
    ],
    bars: {
      unit: 'links/s',
      values: [
        { label: 'first', value: firstRate },
        { label: 'warm', value: warm.median },
        { label: 'goal', value: GOAL_PER_SECOND },
      ],
    },
    notes: [
      `The goal is ${rounded(GOAL_PER_SECOND)} links/s: ${warm.median >= GOAL_PER_SECOND ? 'met' : 'missed'} once the process is warm.`,
      'CPU is that of the Node process; Postgres and the client share the machine with it.',
    ],
  };
}
