import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { replicatedServer, type ReplicatedServer } from './replicated-server.js';
import { waitFor } from './wait-for.js';

let server: ReplicatedServer;

beforeAll(async () => {
  server = await replicatedServer(1);
  await server.ensureDatabase('numbers');
  await ask(server.primary.url('numbers'), 'CREATE TABLE number (it int)');
});
afterAll(() => server.remove());

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<{ it: unknown }>(statement)).rows[0]?.it;
  } finally {
    await client.end();
  }
}
const replica = () => server.replicas[0]!;
const largest = (url: string) => ask(url, 'SELECT max(it) AS it FROM number');
const insert = (number: number) =>
  ask(server.primary.url('numbers'), `INSERT INTO number VALUES (${number})`);

describe('a replica', () => {
  it('shows what its primary commits, unless its replay is paused', async () => {
    await insert(1);
    await waitFor(async () => (await largest(replica().url('numbers')).catch(() => 0)) === 1);
    await replica().pauseReplay();
    await insert(2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await largest(replica().url('numbers'))).toBe(1);
    await replica().resumeReplay();
    await waitFor(async () => (await largest(replica().url('numbers'))) === 2);
  });

  it('outlives its primary, and follows it again', async () => {
    await server.primary.kill();
    await expect(largest(server.primary.url('numbers'))).rejects.toThrow();
    expect(await largest(replica().url('numbers'))).toBe(2);
    await server.primary.start();
    await insert(3);
    await waitFor(async () => (await largest(replica().url('numbers'))) === 3);
  });

  it('is a replica still after it was killed', async () => {
    await replica().kill();
    await replica().start();
    await insert(4);
    await waitFor(async () => (await largest(replica().url('numbers'))) === 4);
    await expect(ask(replica().url('numbers'), 'DELETE FROM number')).rejects.toThrow('read-only');
  });
});
