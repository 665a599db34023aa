import { standardLayout } from '@fleetlink/code';
import { createInBulk, nameIn } from '../../demo/bulk.client.ts';
import { generatedUrlList } from '../../demo/generated-urls.ts';
import { ServiceClient } from '../../demo/service.client.ts';
import type { Stage } from '../../demo/stage.ts';
import type { Rig } from '../../rig/rig-fleet.ts';
import { withRig } from '../bench-rig.ts';
import { assertRoom } from '../disk-room.ts';
import { lookupUrl } from '../look-ups.ts';
import { ReadPath } from '../read-path.ts';
import type { Report } from '../report.ts';
import { SeededLinks } from '../seeded-links.ts';
import { Sender, type Sent } from '../sender.ts';
import { spreadOf } from '../spread.ts';
import { GrownShards } from './grown-shards.ts';
import { growthReport, type Size } from './growth-report.ts';

const SIZES_DEFAULT: readonly number[] = [1_000_000, 10_000_000];

/** With its share of the log that is written beside it. */
const BYTES_A_LINK = 800;

const ROUNDS = 4;
/** Cold codes of one round, all over the table. */
const NAMES = 3_000;
const IN_FLIGHT = 8;

const CREATES = 5_000;
const SEED = 1;

const SHAPE = { replicas: 0, lookups: 1, settings: { WARM_LINKS: '0', RATE_LIMITS: 'off' } };

/** What a link costs to follow, to make, to keep and to look after, while the table grows. */
export async function growth(stage: Stage, sizes = SIZES_DEFAULT): Promise<Report> {
  return withRig(stage, SHAPE, async (rig) => {
    await assertRoom(rig, Math.max(...sizes) * BYTES_A_LINK);
    const shards = await GrownShards.open(rig);
    const path = await ReadPath.open(rig);
    try {
      const found: Size[] = [];
      for (const links of sizes.toSorted((one, other) => one - other)) {
        await shards.empty();
        found.push(await sizeOf(rig, path, shards, links));
      }
      return growthReport(found);
    } finally {
      await path.close();
      await shards.close();
    }
  });
}

async function sizeOf(rig: Rig, path: ReadPath, shards: GrownShards, count: number): Promise<Size> {
  const startedAt = performance.now();
  const links = await SeededLinks.write(rig, path, count, standardLayout.epochMs);
  const seedSeconds = (performance.now() - startedAt) / 1000;
  await shards.settle();
  const weight = await shards.weight();
  const sent = await coldRedirects(rig, links);
  const createsPerSecond = await createRate(rig);
  process.stdout.write('\n');
  return {
    links: count,
    seedSeconds,
    heapBytes: weight.heap / count,
    indexBytes: weight.index / count,
    leavesRead: await path.yardsticks.leavesRead(links.nameOf(Math.floor(count / 2))),
    sent,
    p50Ms: middle(sent.map(({ p50Ms }) => p50Ms)),
    p99Ms: middle(sent.map(({ p99Ms }) => p99Ms)),
    createsPerSecond,
    vacuumMicros: ((await shards.vacuumMs()) * 1000) / count,
  };
}

/** The first round warms up. No code is asked for twice, so that no tier above has it. */
async function coldRedirects(rig: Rig, links: SeededLinks): Promise<Sent[]> {
  const sender = new Sender(lookupUrl(rig), IN_FLIGHT);
  const step = Math.floor(links.count / (NAMES * (ROUNDS + 1)));
  const runs: Sent[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const names = Array.from({ length: NAMES }, (_, at) =>
        links.nameOf((at * (ROUNDS + 1) + round) * step),
      );
      runs.push(await sender.followAll(names));
      process.stdout.write('.');
    }
    return runs.slice(1);
  } finally {
    sender.close();
  }
}

async function createRate(rig: Rig): Promise<number> {
  const client = new ServiceClient({ url: rig.gatewayUrl, key: rig.apiKey });
  const rates: number[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const startedAt = performance.now();
      let created = 0;
      const urls = generatedUrlList(SEED, CREATES).map((url) => ({ url }));
      for await (const result of createInBulk(client, urls)) if (nameIn(result) !== undefined) created += 1;
      rates.push((created * 1000) / (performance.now() - startedAt));
      process.stdout.write('.');
    }
    return middle(rates.slice(1));
  } finally {
    client.close();
  }
}

function middle(values: readonly number[]): number {
  return spreadOf(values).median;
}
