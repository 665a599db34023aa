import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTopology } from '@fleetlink/shard';
import { afterAll, beforeAll, describe, expect, it, test } from '@jest/globals';
import { recordedCall } from './testing/recorded-call.js';
import { databaseNames, TestFleet } from './testing/test-fleet.js';

// One fleet from its first migration on: each block goes on where the one before it ended.

let fleet: TestFleet;
beforeAll(async () => void (fleet = await TestFleet.make()));
afterAll(() => fleet.remove());

describe('a fleet that was never migrated', () => {
  it('has shards that answer and can do nothing yet', async () => {
    const { exitCode, document } = await fleet.call(['shards']);
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({
      shards: [{ state: 'faulty', reason: 'a table is missing' }, { state: 'faulty' }],
      unownedSlots: 16_384,
    });
  });

  it('is not migrated by halves while a database is away', async () => {
    const { exitCode, document } = await fleet.call(['migrate'], fleet.halfDown);
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({
      error: {
        message: expect.stringContaining('Nothing was migrated'),
        mend: expect.stringContaining('shard-1'),
      },
    });
    const tables = `SELECT FROM pg_tables WHERE schemaname = 'public'`;
    expect(await fleet.query('catalog', tables)).toEqual([]);
  });
});

describe('migrate', () => {
  it('brings every database up to date and gives the shards of a new fleet their slots', async () => {
    const { exitCode, document } = await fleet.call(['migrate']);
    expect(exitCode).toBe(0);
    expect(document['slotsClaimed']).toBe(true);
    const reports = document['databases'] as { database: string; applied: string[] }[];
    expect(reports.map(({ database }) => database)).toEqual(databaseNames);
    for (const { applied } of reports) expect(applied).not.toEqual([]);
  });

  it('finds nothing to do when it is run again', async () => {
    const { document } = await fleet.call(['migrate']);
    expect(document).toEqual({
      databases: databaseNames.map((database) => ({ database, applied: [] })),
      slotsClaimed: false,
    });
    const { stdout, stderr } = await recordedCall(['migrate'], fleet.environment);
    expect(stdout.split('\n').filter((line) => line.endsWith('up to date'))).toHaveLength(4);
    expect(stderr).toBe('Everything is up to date.\n');
  });
});

describe('shards', () => {
  it('tells who owns which slots, and the size of each', async () => {
    const { exitCode, document } = await fleet.call(['shards']);
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      unownedSlots: 0,
      shards: [
        {
          shard: 'shard-0',
          state: 'reachable',
          ranges: [{ firstSlot: 0, lastSlot: 8191, epoch: 1 }],
          slotCount: 8192,
        },
        {
          shard: 'shard-1',
          linkEstimate: 0,
          leafCount: 0,
          sizeBytes: expect.any(Number),
          rangesFrom: 'shard',
        },
      ],
    });
  });

  it('tells of a shard that is down why, and still of the others', async () => {
    writeFileSync(
      join(fleet.dataDir, 'slot-map.json'),
      JSON.stringify([{ shard: 'shard-1', firstSlot: 8192, lastSlot: 16_383, epoch: 1 }]),
    );
    const { exitCode, document } = await fleet.call(['shards'], fleet.halfDown);
    expect(exitCode).toBe(3);
    expect(document).toMatchObject({
      unownedSlots: 0,
      shards: [
        { state: 'reachable' },
        {
          state: 'down',
          reason: 'nothing listens at its address',
          rangesFrom: 'last known',
          sizeBytes: null,
        },
      ],
    });
    const { stderr } = await recordedCall(['shards'], fleet.halfDown);
    expect(stderr).toContain('shard-1: nothing listens at its address. See that its server runs');
  });
});

describe('partitions', () => {
  const monthNames = [0, 1, 2, 3].map((later) => {
    const now = new Date();
    const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + later));
    return first.toISOString().slice(0, 'yyyy-mm'.length);
  });

  it('ensure makes the months and days to come, in the layout that the fleet recorded', async () => {
    const record = `INSERT INTO deployment (layout, key_fingerprint) VALUES ('standard', $1)`;
    await Promise.all([
      fleet.query('shard-0', record, ['0123456789ab']),
      fleet.query('shard-1', record, ['0123456789ab']),
    ]);
    const { exitCode, document } = await fleet.call(['partitions', 'ensure'], {
      ...fleet.environment,
      CODE_LAYOUT: 'compact',
    });
    expect(exitCode).toBe(0);
    const leaves = monthNames.map((month) => `link_${month.replace('-', '_')}`);
    expect(document).toMatchObject({
      databases: [
        { database: 'shard-0', made: leaves },
        { database: 'shard-1', made: leaves },
        { database: 'stats', total: 6 },
      ],
    });
  });

  it('ensure makes nothing twice', async () => {
    const { document } = await fleet.call(['partitions', 'ensure']);
    const lists = document['databases'] as { made: string[] }[];
    expect(lists.flatMap(({ made }) => made)).toEqual([]);
  });

  it.each(['standard', 'compact'])(
    'lists them with their times, also with CODE_LAYOUT=%s',
    async (layout) => {
      const { document } = await fleet.call(['partitions'], { ...fleet.environment, CODE_LAYOUT: layout });
      const partitions = document['partitions'] as Record<string, unknown>[];
      expect(partitions.filter(({ database }) => database === 'shard-1')).toMatchObject(
        monthNames.map((period) => ({
          period,
          from: `${period}-01T00:00:00.000Z`,
          fillfactor: 90,
          state: 'attached',
        })),
      );
      const days = partitions.filter(({ parent }) => parent === 'click');
      expect(days).toMatchObject([0, 1, 2].map((later) => ({ from: `${dayText(later)}T00:00:00.000Z` })));
    },
  );

  it('still lists the others while a shard is down', async () => {
    const { exitCode, document } = await fleet.call(['partitions'], fleet.halfDown);
    expect(exitCode).toBe(3);
    expect(document['faults']).toMatchObject([{ database: 'shard-1' }]);
    expect(document['partitions']).toHaveLength(10);
  });
});

function dayText(later: number): string {
  return new Date(Date.now() + later * 24 * 3_600_000).toISOString().slice(0, 10);
}

describe('keys', () => {
  let key = '';
  const keyId = () => key.split('_')[1]!;

  it('create prints the key alone on standard output', async () => {
    const options = '--name shop --tenant acme --scopes links:read --expires 2126-01-01';
    const { exitCode, stdout, stderr } = await recordedCall(
      ['keys', 'create', ...options.split(' ')],
      fleet.environment,
    );
    key = stdout.trim();
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^fl_\w{12}_\w{38}\n$/),
    });
    expect(stderr).toContain('The tenant acme is new.');
    expect(stderr).not.toContain(key);
  });

  it('list shows it without its secret', async () => {
    const { document } = await fleet.call(['keys', 'list']);
    expect(document['keys']).toMatchObject([
      {
        id: keyId(),
        tenantId: 'acme',
        name: 'shop',
        scopes: ['links:read'],
        expiresAt: '2126-01-01T00:00:00.000Z',
        state: 'active',
      },
    ]);
    expect(JSON.stringify(document)).not.toContain(key.split('_')[2]!);
  });

  it('revoke takes the key whole or its id, once', async () => {
    expect(await fleet.call(['keys', 'revoke', key])).toEqual({
      exitCode: 0,
      document: { id: keyId(), name: 'shop', tenantId: 'acme', state: 'revoked' },
    });
    const { document } = await fleet.call(['keys', 'list']);
    expect(document['keys']).toMatchObject([{ id: keyId(), state: 'revoked' }]);
    const again = await fleet.call(['keys', 'revoke', keyId()]);
    expect(again).toMatchObject({
      exitCode: 1,
      document: { error: { message: expect.stringContaining('revoked before') } },
    });
  });

  it('revoke says of an unknown id where the ids are', async () => {
    const { exitCode, stderr } = await recordedCall(['keys', 'revoke', 'nobody'], fleet.environment);
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      'fleetlink: There is no key nobody.\nSee npx fleetlink keys list for the keys and their ids.\n',
    );
  });
});

test('beside a standalone that is not running, it is said how to start it', async () => {
  const away = { catalogUrl: fleet.unreachable, statsUrl: fleet.unreachable, shards: [] };
  writeTopology(away, fleet.dataDir);
  const { exitCode, stderr } = await recordedCall(['keys', 'list'], { DATA_DIR: fleet.dataDir });
  expect(exitCode).toBe(3);
  expect(stderr).toContain('start it with npm start');
});
