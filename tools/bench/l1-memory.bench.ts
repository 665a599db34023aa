import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RecentChanges } from '@fleetlink/link';
import { manyTargets, readTier } from './read-tier.ts';
import { rounded, type Report } from './report.ts';

const COUNTS = [100_000, 1_000_000];

/** What links in L1 weigh, beside the same links in a plain Map. */
export async function l1Memory(): Promise<Report> {
  const { FirstTier } = await readTier();
  const weighings = COUNTS.map((count) => {
    const settings = { l1EntriesMax: count, l1FreshSeconds: 3600, l1StaleSeconds: 3600 };
    const inTier = bytesOf(() => {
      const tier = new FirstTier(settings, new RecentChanges());
      for (const target of manyTargets(count)) tier.keep(target);
      if (tier.size !== count) throw new Error(`L1 holds ${tier.size} of ${count} links`);
      return tier;
    });
    const inMap = bytesOf(() => new Map(manyTargets(count).map((target) => [target.name, target])));
    return { count, inTier: inTier / count, inMap: inMap / count };
  });
  const million = weighings.at(-1)!;
  return {
    name: 'l1-memory',
    title: 'Memory of links in L1, targets of 80 characters',
    columns: ['links', 'bytes a link in L1', 'bytes a link in a Map', 'MB in L1'],
    rows: weighings.map(({ count, inTier, inMap }) => [
      count.toLocaleString('en-US'),
      ...[inTier, inMap, (inTier * count) / 1e6].map(rounded),
    ]),
    bars: {
      unit: 'bytes a link',
      values: [
        { label: 'L1', value: million.inTier },
        { label: 'Map', value: million.inMap },
      ],
    },
    notes: [
      `A million links in L1 weigh ${rounded(million.inTier)} MB. L1_ENTRIES_MAX bounds them, and with it this memory.`,
    ],
  };
}

/** What is held after a full collection more than before. */
function bytesOf(make: () => object): number {
  const before = heapBytes();
  const held = make();
  const bytes = heapBytes() - before;
  // still reachable while it was weighed
  return held === undefined ? 0 : bytes;
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
