import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { clicksCounted, clicksSettled } from '../demo/clicks/summary.ts';
import { ServiceClient } from '../demo/service.client.ts';
import type { Stage } from '../demo/stage.ts';
import type { Standalone } from '../demo/standalone.server.ts';
import { loadOf, type LoadResult, type LoadTarget } from './load.ts';
import { rounded, type Report } from './report.ts';
import { spreadOf, type Spread } from './spread.ts';

const WARM_UP_SECONDS = 2;
const SECONDS = 3;
const ROUNDS = 4;
const GOAL = 0.7;
/** Nobody takes the clicks of the lookup services: the spool has room for those of a whole run. */
const ROOMY = { CLICK_SPOOL_BYTES_MAX: String(2 ** 31) };
/** Above this share of a core the sender may be what limits the faster of the two. */
const GENERATOR_BUSY_CORES = 0.9;

/** 80 characters: https, a host, a path and a query. */
const LOCATION = `https://www.example.com/articles/2026/11/short-links?utm_source=mail&id=${'7'.repeat(8)}`;

/** Set by node:http itself, on both sides. */
const OWN_FIELDS = new Set(['date', 'connection', 'keep-alive']);

type Name = 'bare' | 'lookup' | 'routed' | 'standalone' | 'uncounted';

/** A run of each contestant in every round. */
type Runs = Readonly<Record<Name, readonly LoadResult[]>>;

/** A redirect from memory, its click on the way to the statistics, beside the least that node:http can do. */
export async function redirect(stage: Stage): Promise<Report> {
  const folder = await stage.folder();
  const standalone = await stage.standalone(folder);
  const lookup = await stage.lookup(folder, ROOMY);
  const routed = await stage.lookup(folder, { ...ROOMY, REDIRECT_LANE: 'off' });
  const client = new ServiceClient({ url: standalone.url, key: undefined });
  const url = `${standalone.url}/${await linkTo(client, LOCATION)}`;
  const peer = await bareServer(new URL(url).pathname, await fieldsOf(url));
  const { pathname } = new URL(url);
  const spooling = ({ url: base, pid }: Standalone): Omit<LoadTarget, 'method'> => ({
    url: `${base}${pathname}`,
    pid,
    settled: async () => {},
  });
  const contestants: Readonly<Record<Name, LoadTarget>> = {
    bare: { ...peer.target, method: 'GET', settled: async () => {} },
    lookup: { ...spooling(lookup), method: 'GET' },
    routed: { ...spooling(routed), method: 'GET' },
    standalone: { url, pid: standalone.pid, settled: () => clicksSettled(client), method: 'GET' },
    uncounted: { ...spooling(lookup), method: 'HEAD' },
  };
  try {
    for (const target of Object.values(contestants)) await loadOf(target, WARM_UP_SECONDS);
    const before = await clicksCounted(client);
    const runs = await interleaved(contestants);
    return reportOf(runs, (await clicksCounted(client)) - before);
  } finally {
    peer.process.disconnect();
    client.close();
    for (const service of [lookup, routed, standalone]) await service.stop();
  }
}

/** Forward, then backward: a machine that slows down harms all alike. */
async function interleaved(contestants: Readonly<Record<Name, LoadTarget>>): Promise<Runs> {
  const runs: Record<Name, LoadResult[]> = {
    bare: [],
    lookup: [],
    routed: [],
    standalone: [],
    uncounted: [],
  };
  const forward = Object.keys(contestants) as Name[];
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? forward : forward.toReversed();
    for (const name of order) runs[name].push(await loadOf(contestants[name], SECONDS));
    process.stdout.write('.');
  }
  process.stdout.write('\n');
  return runs;
}

async function linkTo(client: ServiceClient, url: string): Promise<string> {
  const { status, body } = await client.post('/api/v1/links', { url });
  if (status !== 201) throw new Error(`POST /api/v1/links answers ${status}: ${body}`);
  return (JSON.parse(body) as { name: string }).name;
}

/** The answer's fields, in order, without those that node:http adds. */
async function fieldsOf(url: string): Promise<string[]> {
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  response.resume();
  const { rawHeaders } = response;
  return rawHeaders.filter((_, index) => !OWN_FIELDS.has(rawHeaders[index - (index % 2)]!.toLowerCase()));
}

async function bareServer(
  path: string,
  fields: readonly string[],
): Promise<{ process: ChildProcess; target: Pick<LoadTarget, 'url' | 'pid'> }> {
  const child = fork(join(import.meta.dirname, 'bare-redirect.server.ts'), [JSON.stringify([path, fields])]);
  const [port] = (await once(child, 'message')) as [number];
  return { process: child, target: { url: `http://127.0.0.1:${port}${path}`, pid: child.pid! } };
}

function reportOf({ bare, lookup, routed, standalone, uncounted }: Runs, clicks: number): Report {
  const ratio = ratioOf(lookup, bare, ({ perSecond }) => perSecond);
  const answers = standalone.reduce((sum, run) => sum + run.answers, 0);
  const generator = Math.max(...bare.map(({ generatorCores }) => generatorCores));
  const bar = (label: string, runs: readonly LoadResult[]) => ({ label, value: rate(runs).median });
  return {
    name: 'redirect',
    title: `Redirects over 64 connections, ${ROUNDS} interleaved rounds of ${SECONDS} s`,
    columns: ['server', 'req/s', 'min', 'max', 'CPU µs/req', 'p50 ms', 'p99 ms'],
    rows: [
      row('bare node:http', bare),
      row('lookup, clicks on disk', lookup),
      row('lookup, through the router', routed),
      row('standalone, clicks counted', standalone),
      row('lookup, HEAD (not counted)', uncounted),
      ratioRow('ratio, lookup', lookup, bare),
      ratioRow('ratio, through the router', routed, bare),
      ratioRow('ratio, standalone', standalone, bare),
      ratioRow('ratio, HEAD', uncounted, bare),
    ],
    bars: {
      unit: 'req/s',
      values: [
        bar('bare node:http', bare),
        bar('lookup', lookup),
        bar('through the router', routed),
        bar('standalone', standalone),
        bar('HEAD', uncounted),
      ],
    },
    notes: [
      `The goal is a ratio of ${GOAL}: ${ratio.median >= GOAL ? 'met' : 'missed'} by the median of the lookup service as it comes, whose clicks are on disk for the bus.`,
      'Through the router is REDIRECT_LANE=off: names known to the process are then answered by a route like any other.',
      'The standalone pays for the statistics too, in the same process: a click costs it about as much as the redirect.',
      `The standalone answered ${answers.toLocaleString('en-US')} redirects and counted ${clicks.toLocaleString('en-US')} clicks: ` +
        'what is under way when a run ends is counted but not waited for.',
      'CPU is that of the Node process with the whole way of the clicks, without Postgres, which shares the cores.',
      `The sender used ${rounded(generator)} of a core beside the bare server` +
        (generator > GENERATOR_BUSY_CORES ? ', so it was the limit: trust the CPU column.' : '.'),
    ],
  };
}

/** Round by round, so that only neighbours in time are compared. */
function ratioOf(
  ours: readonly LoadResult[],
  theirs: readonly LoadResult[],
  part: (run: LoadResult) => number,
): Spread {
  return spreadOf(ours.map((run, round) => part(run) / part(theirs[round]!)));
}

function ratioRow(label: string, ours: readonly LoadResult[], theirs: readonly LoadResult[]): string[] {
  const { median, min, max } = ratioOf(ours, theirs, ({ perSecond }) => perSecond);
  const cost = ratioOf(ours, theirs, microseconds);
  return [label, rounded(median), rounded(min), rounded(max), rounded(cost.median), '', ''];
}

function rate(runs: readonly LoadResult[]): Spread {
  return spreadOf(runs.map(({ perSecond }) => perSecond));
}

function row(label: string, runs: readonly LoadResult[]): string[] {
  const { median, min, max } = rate(runs);
  const middle = (part: (run: LoadResult) => number): string => rounded(spreadOf(runs.map(part)).median);
  return [
    label,
    rounded(median),
    rounded(min),
    rounded(max),
    middle(microseconds),
    middle(({ p50Ms }) => p50Ms),
    middle(({ p99Ms }) => p99Ms),
  ];
}

function microseconds({ processorMs, answers }: LoadResult): number {
  return (processorMs * 1000) / answers;
}
