import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, temporaryFolder, waitFor, type TemporaryFolder } from '@fleetlink/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SlotMapFile } from './map/slot-map.file.js';
import { equalRanges } from './map/slot-map.js';
import { claimEqualRanges } from './map/slot-ownership.store.js';
import type { Shard } from './shard.js';
import { ShardRouter } from './shard-router.js';
import { testShards, type TestShards } from './testing/test-shards.js';

let fleet: TestShards;
let folder: TemporaryFolder;
const routers: ShardRouter[] = [];

const mapFile = () => join(folder.path, 'map', 'slot-map.json');
async function routerOver(shards: readonly Shard[]): Promise<ShardRouter> {
  const router = new ShardRouter(shards, new SlotMapFile(mapFile()));
  routers.push(router);
  await router.start();
  return router;
}
const awayFrom = async (shard: Shard) =>
  fleet.another(shard, { url: `postgres://127.0.0.1:${await freePort()}/gone` });
const move = async (from: Shard, to: Shard, slot: number) => {
  await to.query({ text: 'INSERT INTO slot_ownership VALUES ($1, $1, 2)' }, [slot]);
  await from.query({ text: 'UPDATE slot_ownership SET first_slot = $1 + 1 WHERE first_slot = $1' }, [slot]);
};

beforeAll(async () => {
  fleet = await testShards(4);
});
beforeEach(async () => {
  folder = await temporaryFolder();
  await Promise.all(fleet.shards.map((shard) => shard.query({ text: 'DELETE FROM slot_ownership' }, [])));
});
afterEach(async () => {
  for (const router of routers.splice(0)) router.stop();
  await folder.remove();
});
afterAll(() => fleet.drop());

describe('claimEqualRanges', () => {
  it('hands equal ranges out once, however many processes try at the same time', async () => {
    await Promise.all(
      Array.from({ length: 3 }, () => claimEqualRanges(fleet.shards.map((shard) => fleet.another(shard)))),
    );
    const router = await routerOver(fleet.shards);
    expect(router.ranges).toEqual(equalRanges(fleet.shards.map(({ name }) => name)));
    expect(await claimEqualRanges(fleet.shards)).toBe(false);
  });

  it('finishes what a crash left half done', async () => {
    const [first] = equalRanges(fleet.shards.map(({ name }) => name));
    await fleet.shards[0]!.query({ text: 'INSERT INTO slot_ownership VALUES ($1, $2, 1)' }, [
      first!.firstSlot,
      first!.lastSlot,
    ]);
    expect(await claimEqualRanges(fleet.shards)).toBe(true);
    expect((await routerOver(fleet.shards)).ranges).toHaveLength(4);
  });

  it('leaves a fleet alone whose ranges have moved, even if a shard owns nothing', async () => {
    await fleet.shards[0]!.query({ text: 'INSERT INTO slot_ownership VALUES (0, 16383, 2)' }, []);
    expect(await claimEqualRanges(fleet.shards)).toBe(false);
    expect((await routerOver(fleet.shards)).ranges).toHaveLength(1);
  });
});

describe('ShardRouter', () => {
  const first = () => fleet.shards[0]!;
  const last = () => fleet.shards[3]!;

  it('takes the map from the shards and keeps it in its file', async () => {
    await claimEqualRanges(fleet.shards);
    const router = await routerOver(fleet.shards);
    expect([0, 4095, 4096, 16_383].map((slot) => router.ownerOf(slot).name)).toEqual([
      'shard-0',
      'shard-0',
      'shard-1',
      'shard-3',
    ]);
    expect(JSON.parse(readFileSync(mapFile(), 'utf8'))).toEqual(router.ranges);
  });

  it('keeps the last known ranges of a shard that is down at start', async () => {
    await claimEqualRanges(fleet.shards);
    await routerOver(fleet.shards);
    const router = await routerOver([...fleet.shards.slice(0, 3), await awayFrom(last())]);
    expect(router.ownerOf(16_383).name).toBe('shard-3');
  });

  it('soon asks a shard again that did not answer at start', async () => {
    await claimEqualRanges(fleet.shards);
    const [slow] = fleet.shards as [Shard];
    const router = await slow.database.transaction(async (session) => {
      await session.query({ text: 'LOCK TABLE slot_ownership' }, []);
      return routerOver(fleet.shards);
    });
    expect(() => router.ownerOf(0)).toThrow();
    await waitFor(() => router.ranges.length === fleet.shards.length, { timeoutMs: 15_000 });
    expect(router.ownerOf(0)).toBe(slow);
  });

  it('says unavailable, never absent, for slots that nobody is known to own', async () => {
    await claimEqualRanges(fleet.shards);
    const router = await routerOver([...fleet.shards.slice(0, 3), await awayFrom(last())]);
    expect(() => router.ownerOf(16_383)).toThrow(
      expect.objectContaining({ kind: 'unavailable', retryAfterSeconds: 1 }),
    );
    expect(router.ownerOf(0).name).toBe('shard-0');
  });

  it('does not need its file: neither a spoilt one nor a folder that cannot be written to stops it', async () => {
    await claimEqualRanges(fleet.shards);
    writeFileSync(join(folder.path, 'map'), 'a file where the folder should be');
    const router = await routerOver(fleet.shards);
    expect(router.ranges).toHaveLength(4);
  });

  it('learns of a move when a write was refused, and lets the higher epoch own a slot meanwhile', async () => {
    await claimEqualRanges(fleet.shards);
    const router = await routerOver(fleet.shards);
    await move(first(), last(), 0);
    expect(router.ownerOf(0).name).toBe('shard-0');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await router.refreshAfterRefusal();
    expect(router.ownerOf(0).name).toBe('shard-3');
    expect(router.ownerOf(1).name).toBe('shard-0');
  });

  it('asks the shards once for many refusals at the same moment', async () => {
    await claimEqualRanges(fleet.shards);
    const router = await routerOver(fleet.shards);
    expect(router.refresh()).toBe(router.refresh());
    await router.refresh();
  });
});
