import { partitionsOf } from '@fleetlink/postgres';
import { standardLayout } from '@fleetlink/code';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LeafKeeper } from '../leaf/leaf-keeper.js';
import { testFleet, type TestFleet } from '../testing/test-fleet.js';
import { LinkUpkeep, type UpkeepReport } from './link-upkeep.js';

let fleet: TestFleet;

beforeAll(async () => {
  fleet = await testFleet(2);
});
afterAll(() => fleet.drop());

describe('LinkUpkeep', () => {
  it('has the leaves ready when it has started, and reports a shard that does not answer', async () => {
    const process = await fleet.process();
    await process.shards[1]!.database.close();
    const [shard] = process.shards;
    const leaves = await partitionsOf(shard!.database, 'link');
    await shard!.query({ text: `DROP TABLE ${leaves.at(-1)}` }, []);
    const reports: UpkeepReport[] = [];
    const upkeep = new LinkUpkeep(process.router, new LeafKeeper(standardLayout), (report) =>
      reports.push(report),
    );
    await upkeep.start();
    upkeep.stop();
    expect(await partitionsOf(shard!.database, 'link')).toEqual(leaves);
    expect(reports).toEqual([
      { shard: 'shard-1', archived: [], fault: expect.objectContaining({ kind: 'unavailable' }) },
    ]);
  });

  it('forgets old notes and keys and reports what was archived', async () => {
    const shard = fleet.shards[1]!;
    await shard.query(
      {
        text: `INSERT INTO link_change (slot, name, version, at) VALUES
      (1, 'old', 1, now() - interval '25 hours'), (1, 'new', 1, now() - interval '23 hours')`,
      },
      [],
    );
    await shard.query(
      {
        text: `INSERT INTO idempotency VALUES
      (1, 'o', 'old', 'f', '{}', now() - interval '25 hours'), (1, 'o', 'new', 'f', '{}', now())`,
      },
      [],
    );
    const reports: UpkeepReport[] = [];
    const upkeep = new LinkUpkeep(fleet.router, new LeafKeeper(standardLayout), (report) =>
      reports.push(report),
    );
    await upkeep.run(shard);
    upkeep.stop();
    expect(reports).toEqual([{ shard: 'shard-1', archived: [] }]);
    expect(await shard.query({ text: 'SELECT name FROM link_change' }, [])).toEqual([{ name: 'new' }]);
    expect(await shard.query({ text: 'SELECT key FROM idempotency' }, [])).toEqual([{ key: 'new' }]);
    expect(await partitionsOf(shard.database, 'link')).toHaveLength(4);
  });
});
