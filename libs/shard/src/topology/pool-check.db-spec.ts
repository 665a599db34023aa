import { Database, type DatabaseOptions, type PostgresSettings } from '@fleetlink/postgres';
import { freePort, testDatabase, type TestDatabase } from '@fleetlink/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testPostgresSettings } from '../testing/test-shards.js';
import { checkPools, unlimitedBehindPooler } from './pool-check.js';

let server: TestDatabase;
const opened: Database[] = [];

const database = (
  poolSizeMax: number,
  { pooler = 'none', ...options }: Partial<DatabaseOptions & Pick<PostgresSettings, 'pooler'>> = {},
) => {
  const settings = { ...testPostgresSettings, poolSizeMax, pooler };
  const made = new Database({ name: 'pool', url: server.url, settings, ...options });
  opened.push(made);
  return made;
};
const warnings = (...databases: Database[]) => warningsOf(1, databases);
async function warningsOf(processes: number, databases: readonly Database[]): Promise<string[]> {
  const said: string[] = [];
  await checkPools(databases, processes, (_sum, advice) => said.push(advice));
  return said;
}

beforeAll(async () => {
  server = await testDatabase({ template: 'empty', prepare: async () => {} });
});
afterAll(async () => {
  await Promise.all(opened.map((pool) => pool.close()));
  await server.drop();
});

/** The server of the tests has 300 connections and keeps 3 of them. */
describe('the pools of one process', () => {
  it('leave room for a second process like it', async () => {
    expect(await warnings(database(100), database(48))).toEqual([]);
  });

  it('are warned of, all together, when a second process would not find enough', async () => {
    const [advice] = await warnings(database(100), database(49));
    expect(advice).toMatch(
      /may open 149 connections to .+, which offers 297: set DATABASE_POOL_SIZE_MAX=74 /,
    );
    expect(advice).not.toContain('@');
  });

  it('are refused when this process alone could take all there are', async () => {
    await expect(warnings(database(200), database(97))).resolves.toHaveLength(1);
    await expect(warnings(database(200), database(98))).rejects.toThrow('DATABASE_POOL_SIZE_MAX');
  });

  it('are counted for every worker on the port', async () => {
    expect(await warningsOf(3, [database(49)])).toEqual([]);
    const [advice] = await warningsOf(3, [database(50)]);
    expect(advice).toMatch(
      /^the pools of these 3 workers may open 150 connections .+DATABASE_POOL_SIZE_MAX=49 /,
    );
    await expect(warningsOf(3, [database(100)])).rejects.toThrow('these 3 workers may open 300 connections');
  });

  it('are not counted behind a pooler', async () => {
    expect(await warnings(database(1000, { pooler: 'transaction' }))).toEqual([]);
  });

  it('are told of when no limit on the server ends their statements', async () => {
    const pooled = database(2, { pooler: 'transaction' });
    expect(await unlimitedBehindPooler([database(2), pooled])).toEqual(['pool']);
    const limited = new URL(server.url);
    limited.searchParams.set('options', '-c statement_timeout=30000');
    expect(await unlimitedBehindPooler([database(2, { pooler: 'transaction', url: limited.href })])).toEqual(
      [],
    );
  });

  it('are not judged by a server that is away', async () => {
    const url = `postgres://127.0.0.1:${await freePort()}/gone`;
    expect(await warnings(database(1000, { url }))).toEqual([]);
  });
});
