import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CodeCipher, composeId, slotOf, standardLayout } from '@fleetlink/code';
import { LeafArchive, LeafKeeper } from '@fleetlink/link';
import { Database, postgresSettings } from '@fleetlink/postgres';
import { readSettings } from '@fleetlink/settings';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CODE_KEY, TestFleet, type DatabaseName } from '../testing/test-fleet.js';
import { archiveLeaves } from './archive.command.js';
import { LeafArchiveFile, prepareFolder, type LeafManifest } from './leaf-archive.file.js';

const cipher = new CodeCipher({ layout: standardLayout, key: Uint8Array.from(Buffer.from(CODE_KEY, 'hex')) });
const MARCH_MS = Date.UTC(2026, 2, 10);
const NOVEMBER_MS = Date.UTC(2026, 10, 22);
/** More than one statement reads. */
const ROWS = 5003;

let fleet: TestFleet;
let shard: Database;
let folder: string;
let gone: string;

beforeEach(async () => {
  fleet = await TestFleet.make();
  await fleet.call(['migrate']);
  folder = join(fleet.dataDir, 'archive');
  await prepareFolder(folder);
  const { postgres } = readSettings({ postgres: postgresSettings }, {});
  const [{ primary: url }] = JSON.parse(fleet.environment['SHARDS']!) as [{ primary: string }];
  shard = new Database({ name: 'shard-0', url, settings: postgres });
  const keeper = new LeafKeeper(standardLayout);
  await keeper.ensureLeaves(shard, MARCH_MS);
  await fleet.query(
    'shard-0',
    `INSERT INTO deployment (layout, key_fingerprint, first_boot_at) VALUES ('standard', $1, '2026-01-01')`,
    [cipher.fingerprint],
  );
  gone = await fill();
  for (const month of [3, 4, 5]) await store(Date.UTC(2026, month, 10), 1, null);
  expect(await keeper.archiveDeadLeaves(shard, NOVEMBER_MS)).toEqual(['link_2026_03']);
});
afterEach(async () => {
  await shard.close();
  await fleet.remove();
});

const SHARD: DatabaseName = 'shard-0';
const idAt = (timeMs: number, sequence: number) =>
  composeId(standardLayout, {
    timeMs: timeMs + Math.floor(sequence / 1000),
    worker: 1,
    sequence: sequence % 1000,
  });

async function store(timeMs: number, sequence: number, expiresAt: string | null): Promise<string> {
  const code = cipher.encode(idAt(timeMs, sequence));
  await fleet.query(
    SHARD,
    `INSERT INTO link (id, slot, code, tenant_id, url, entered_url, title, created_at, expires_at)
     VALUES ($1, $2, $3, 't', 'https://example.com/', 'x', $4, now(), $5)`,
    [idAt(timeMs, sequence), slotOf(code), code, 'two\nlines, "quoted" \\ and ü', expiresAt],
  );
  return code;
}

/** A month of links that all expired; one of them has a name that this shard owns. */
async function fill(): Promise<string> {
  let found = -1;
  do found += 1;
  while (slotOf(cipher.encode(idAt(MARCH_MS, found))) >= 8192);
  const code = await store(MARCH_MS, found, '2026-04-02T00:00Z');
  await fleet.query(
    SHARD,
    `INSERT INTO link (id, slot, code, tenant_id, url, entered_url, created_at, expires_at)
     SELECT $1::bigint + n, 7, 'code' || n, 't', 'https://example.com/' || n, '', now(), '2026-05-01T00:00Z'
     FROM generate_series(1, $2) n`,
    [idAt(MARCH_MS + 60_000, 0), ROWS - 1],
  );
  return code;
}

const archive = async () => fleet.call(['archive', '--to', folder]);
const tables = async () =>
  (
    (await fleet.query(
      SHARD,
      `SELECT relname FROM pg_class WHERE oid IN (SELECT inhrelid FROM pg_inherits
      WHERE inhparent = 'archive.link'::regclass)`,
    )) as { relname: string }[]
  ).map(({ relname }) => relname);
const rowsOf = async (columns: string) =>
  fleet.query(SHARD, `SELECT ${columns} FROM archive.link ORDER BY id, slot`);
const NAMES = 'id, slot, code, alias, tenant_id, redirect_status, state, created_at, expires_at, version';

it('takes the rows of an archived leaf to a file, whole, and leaves its names', async () => {
  const [names, rows] = [await rowsOf(NAMES), await rowsOf('to_jsonb(link) AS row, id::text')];
  const living = await fleet.query(SHARD, 'SELECT * FROM link ORDER BY id');
  const { exitCode, document } = await archive();
  expect(exitCode).toBe(0);
  const [manifest] = document['archived'] as [LeafManifest];
  expect(manifest).toMatchObject({
    shard: 'shard-0',
    leaf: 'link_2026_03',
    rows: ROWS,
    expiries: { first: '2026-04-02T00:00:00.000Z', last: '2026-05-01T00:00:00.000Z' },
  });
  expect(JSON.parse(readFileSync(join(folder, 'shard-0.link_2026_03.json'), 'utf8'))).toEqual(manifest);
  const lines = gunzipSync(readFileSync(join(folder, manifest.file)))
    .toString()
    .trimEnd()
    .split('\n');
  const expected = (rows as { row: object; id: string }[]).map(({ row, id }) => ({ ...row, id }));
  const timeless = (row: object) => ({ ...row, created_at: '', expires_at: '' });
  expect(lines.map((line) => timeless(JSON.parse(line)))).toEqual(expected.map(timeless));
  expect(await tables()).toEqual(['link_2026_03_names']);
  expect(await rowsOf(NAMES)).toEqual(names);
  expect(await fleet.query(SHARD, 'SELECT * FROM link ORDER BY id')).toEqual(living);
  expect((await archive()).document).toEqual({ archived: [], faults: [] });
  expect(readdirSync(folder)).toHaveLength(2);
});

it('every row comes back from its line as it was', async () => {
  const before = await rowsOf('*');
  const { document } = await archive();
  const [{ file }] = document['archived'] as [LeafManifest];
  const lines = gunzipSync(readFileSync(join(folder, file)))
    .toString()
    .trimEnd()
    .split('\n');
  const restored = await fleet.query(
    SHARD,
    `SELECT link.* FROM unnest($1::jsonb[]) line, jsonb_populate_record(NULL::archive.link, line) link ORDER BY id`,
    [lines],
  );
  expect(restored).toEqual(before);
});

it('a code of the leaf is known afterwards, without its target', async () => {
  await archive();
  const { document } = await fleet.call(['code', gone]);
  expect(document['names']).toMatchObject([
    { stored: { as: 'code', state: 'expired', archived: true, url: null } },
  ]);
});

it('what a crash left of a file is written anew, and a leaf that was written but not replaced is archived again', async () => {
  await archiveLeaves(
    new LeafArchive(standardLayout),
    shard,
    () => new FailingFile(folder, SHARD, 'link_2026_03'),
  ).catch(() => {});
  expect(await tables()).toEqual(['link_2026_03']);
  expect(readdirSync(folder)).toHaveLength(2);
  writeFileSync(join(folder, 'shard-0.link_2026_03.ndjson.gz.part'), Buffer.alloc(1_000_000, 7));
  expect((await archive()).document['archived']).toMatchObject([{ rows: ROWS }]);
  expect(await tables()).toEqual(['link_2026_03_names']);
  expect(readdirSync(folder)).toHaveLength(2);
});

it.each([
  ['damaged', (path: string) => writeFileSync(path, 'x', { flag: 'r+' })],
  ['short', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, -9))],
])('a file that comes back %s keeps the leaf on its shard', async (_how, damage) => {
  const before = await rowsOf('*');
  const leaves = new LeafArchive(standardLayout);
  const broken = () => new DamagedFile(folder, SHARD, 'link_2026_03', damage);
  await expect(archiveLeaves(leaves, shard, broken)).rejects.toThrow('does not hold what was written');
  expect(await tables()).toEqual(['link_2026_03']);
  expect(await rowsOf('*')).toEqual(before);
  expect(readdirSync(folder)).toEqual(['shard-0.link_2026_03.ndjson.gz.part']);
});

it('an archive with other rows is never replaced', async () => {
  const manifest = join(folder, 'shard-0.link_2026_03.json');
  await archiveLeaves(
    new LeafArchive(standardLayout),
    shard,
    () => new FailingFile(folder, SHARD, 'link_2026_03'),
  ).catch(() => {});
  await fleet.query(SHARD, `UPDATE archive.link SET url = 'https://example.org/' WHERE code = 'code3'`);
  const kept = readFileSync(manifest, 'utf8');
  const { exitCode, document } = await archive();
  expect(exitCode).toBe(1);
  expect(document).toMatchObject({ error: { message: expect.stringContaining('other rows') } });
  expect(readFileSync(manifest, 'utf8')).toBe(kept);
  expect(await tables()).toEqual(['link_2026_03']);
});

it('two runs at once take each leaf once', async () => {
  const runs = await Promise.all([archive(), archive()]);
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(runs.flatMap(({ document }) => document['archived'])).toHaveLength(1);
  expect(await tables()).toEqual(['link_2026_03_names']);
});

it('a folder that cannot be is told before anything is read', async () => {
  writeFileSync(join(folder, 'file'), '');
  const { exitCode, document } = await fleet.call(['archive', '--to', join(folder, 'file')]);
  expect(exitCode).toBe(1);
  expect(document).toMatchObject({ error: { message: expect.stringContaining('Nothing can be kept at') } });
});

class DamagedFile extends LeafArchiveFile {
  constructor(
    private readonly to: string,
    shardName: string,
    private readonly name: string,
    private readonly damage: (path: string) => void,
  ) {
    super(to, shardName, name);
  }

  protected override async write(lines: AsyncIterable<string>): Promise<void> {
    await super.write(lines);
    this.damage(join(this.to, `shard-0.${this.name}.ndjson.gz.part`));
  }
}

/** Written and settled, but the process ends before the shard hears of it. */
class FailingFile extends LeafArchiveFile {
  override async keep(...rows: Parameters<LeafArchiveFile['keep']>): Promise<LeafManifest> {
    await super.keep(...rows);
    throw new Error('ended');
  }
}
