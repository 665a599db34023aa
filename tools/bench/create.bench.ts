import { inParallel } from '../demo/in-parallel.ts';
import { percentile } from '../demo/latency.ts';
import { ServiceClient } from '../demo/service.client.ts';
import type { Stage } from '../demo/stage.ts';
import { rounded, type Report } from './report.ts';
import { spreadOf, type Spread } from './spread.ts';
import { WritePath } from './write-path.ts';

const CLIENTS = 64;
const ROUNDS = 5;
/** Links of one round. */
const LINKS = 4000;
const GOAL_RATIO = 3.5;

interface Run {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

type Way = 'http' | 'shared' | 'alone';
type Runs = Readonly<Record<Way, readonly Run[]>>;

/** Single creates of many clients at once, beside one INSERT and one commit for each; every commit is on disk. */
export async function create(stage: Stage): Promise<Report> {
  const folder = await stage.folder();
  const standalone = await stage.standalone(folder);
  const path = await WritePath.open(folder);
  const client = new ServiceClient({ url: standalone.url, key: undefined }, CLIENTS);
  try {
    return reportOf(await interleaved(path, client));
  } finally {
    client.close();
    await path.close();
    await standalone.stop();
  }
}

/** Forward, then backward. The first round warms up. */
async function interleaved(path: WritePath, client: ServiceClient): Promise<Runs> {
  const runs: Record<Way, Run[]> = { http: [], shared: [], alone: [] };
  const ways: Readonly<Record<Way, (round: number) => Promise<Run>>> = {
    http: () => overHttp(client),
    shared: (round) => atTheStore(path, `shared-${round}`, (link) => path.store(link)),
    alone: (round) => atTheStore(path, `alone-${round}`, (link) => path.storeAlone(link)),
  };
  const forward = Object.keys(ways) as Way[];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const way of round % 2 === 0 ? forward : forward.toReversed())
      runs[way].push(await ways[way](round));
    process.stdout.write('.');
  }
  process.stdout.write('\n');
  return { http: runs.http.slice(1), shared: runs.shared.slice(1), alone: runs.alone.slice(1) };
}

/** Every link that was answered with 201 is followed afterwards. */
async function overHttp(client: ServiceClient): Promise<Run> {
  const urls = Array.from({ length: LINKS }, (_, index) => `https://www.example.com/articles/${index}`);
  const created = new Map<string, string>();
  const run = await timed(urls, async (url) => {
    const { status, body } = await client.post('/api/v1/links', { url });
    if (status !== 201) throw new Error(`POST /api/v1/links answers ${status}: ${body}`);
    created.set((JSON.parse(body) as { name: string }).name, url);
  });
  await inParallel([...created], CLIENTS, async ([name, url]) => {
    const { status, location } = await client.tryFollow(name);
    if (location !== url) throw new Error(`${name} was created and answers ${status} ${location ?? ''}`);
  });
  if (created.size !== LINKS) throw new Error(`${LINKS} links have only ${created.size} names`);
  return run;
}

/** Every link that was acknowledged is counted in the table afterwards. */
async function atTheStore(
  path: WritePath,
  tenantId: string,
  store: (link: ReturnType<WritePath['links']>[number]) => Promise<void>,
): Promise<Run> {
  const links = path.links(tenantId, LINKS);
  const run = await timed(links, store);
  const stored = await path.idsOf(tenantId);
  if (stored.size !== LINKS || !links.every(({ id }) => stored.has(id)))
    throw new Error(`${LINKS} links were acknowledged and ${stored.size} are there`);
  return run;
}

async function timed<Item>(items: readonly Item[], make: (item: Item) => Promise<void>): Promise<Run> {
  const times: number[] = [];
  const startedAt = performance.now();
  await inParallel(items, CLIENTS, async (item) => {
    const askedAt = performance.now();
    await make(item);
    times.push(performance.now() - askedAt);
  });
  const perSecond = (items.length * 1000) / (performance.now() - startedAt);
  const sorted = Float64Array.from(times).sort();
  return { perSecond, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
}

function reportOf({ http, shared, alone }: Runs): Report {
  const ratio = ratioOf(shared, alone, ({ perSecond }) => perSecond);
  const ratioP50 = ratioOf(shared, alone, ({ p50Ms }) => p50Ms);
  const isMet = ratio.median >= GOAL_RATIO && ratioP50.median < 1;
  return {
    name: 'create',
    title: `Single creates of ${CLIENTS} clients, every commit on disk, ${ROUNDS} interleaved rounds of ${LINKS.toLocaleString('en-US')}`,
    columns: ['what', 'links/s', 'min', 'max', 'p50 ms', 'p99 ms'],
    rows: [
      row('HTTP, four shards', http),
      row('store, one shard, commits shared', shared),
      row('store, one shard, an INSERT each', alone),
      ['ratio, shared to an INSERT each', ...figures(ratio), rounded(ratioP50.median), ''],
    ],
    bars: {
      unit: 'links/s',
      values: [
        { label: 'HTTP', value: rateOf(http).median },
        { label: 'shared', value: rateOf(shared).median },
        { label: 'an INSERT each', value: rateOf(alone).median },
      ],
    },
    notes: [
      `The goal is ${GOAL_RATIO} times one INSERT for each commit, at a lower p50: ${isMet ? 'met' : 'missed'}.`,
      'The yardstick is a named INSERT into the leaf over the same pool of 8 connections; the product also checks who owns the slot and whether code and alias collide.',
      'Every link that was acknowledged was read back: over HTTP each was followed to its target, at the store each id was found in the table.',
      'Over HTTP the clients, the service and Postgres share two cores, so the rate is mostly that of sending and answering.',
    ],
  };
}

/** Round by round, so that only neighbours in time are compared. */
function ratioOf(ours: readonly Run[], theirs: readonly Run[], part: (run: Run) => number): Spread {
  return spreadOf(ours.map((run, round) => part(run) / part(theirs[round]!)));
}

function rateOf(runs: readonly Run[]): Spread {
  return spreadOf(runs.map(({ perSecond }) => perSecond));
}

function figures({ median, min, max }: Spread): string[] {
  return [rounded(median), rounded(min), rounded(max)];
}

function row(label: string, runs: readonly Run[]): string[] {
  const middle = (part: (run: Run) => number): string => rounded(spreadOf(runs.map(part)).median);
  return [label, ...figures(rateOf(runs)), middle(({ p50Ms }) => p50Ms), middle(({ p99Ms }) => p99Ms)];
}
