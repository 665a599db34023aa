import { testDatabase, type TestDatabase } from '@fleetlink/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Database } from '../database/database.js';
import { detachPartition, ensurePartition, partitionsOf } from './partitions.js';

const settings = {
  poolSizeMax: 4,
  poolSizeMin: 0,
  pooler: 'none' as const,
  connectTimeoutMs: 5000,
  idleTimeoutMs: 10_000,
  lifetimeSeconds: 600,
  statementTimeoutMs: 5000,
  leakThresholdMs: 60_000,
};
const february = { parent: 'event', name: 'event_02', from: '100', to: '200', storage: 'fillfactor = 90' };

let server: TestDatabase;
let one: Database;
let other: Database;

beforeAll(async () => {
  server = await testDatabase({ template: 'empty', prepare: async () => {} });
  one = new Database({ name: 'one', url: server.url, settings });
  other = new Database({ name: 'other', url: server.url, settings });
});
beforeEach(async () => {
  await one.query({ text: 'DROP TABLE IF EXISTS event CASCADE' });
  await one.query({ text: 'DROP TABLE IF EXISTS event_01, event_02' });
  await one.query({ text: 'CREATE TABLE event (id integer PRIMARY KEY) PARTITION BY RANGE (id)' });
  await one.query({ text: 'CREATE TABLE event_01 PARTITION OF event FOR VALUES FROM (0) TO (100)' });
  await one.query({ text: 'INSERT INTO event SELECT generate_series(0, 99)' });
});
afterAll(async () => {
  await Promise.all([one.close(), other.close()]);
  await server.drop();
});

/** Holds a transaction open in which the parent was read. */
async function whileRead(work: () => Promise<void>): Promise<void> {
  const reader = new Client({ connectionString: server.url });
  await reader.connect();
  await reader.query('BEGIN');
  await reader.query('SELECT count(*) FROM event');
  await work().finally(() => reader.end());
}

describe('ensurePartition', () => {
  it('makes a partition once although several processes try at the same time', async () => {
    await Promise.all([one, other, one, other].map((db) => ensurePartition(db, february)));
    expect(await partitionsOf(one, 'event')).toEqual(['event_01', 'event_02']);
    await one.query({ text: 'INSERT INTO event VALUES (150)' });
    expect(await one.query({ text: 'SELECT id FROM event_02' })).toEqual([{ id: 150 }]);
    expect(
      await one.query({ text: `SELECT reloptions AS options FROM pg_class WHERE relname = 'event_02'` }),
    ).toEqual([{ options: ['fillfactor=90'] }]);
  });

  it('waits for nobody who reads the parent, and nobody who reads waits for it', async () => {
    await whileRead(async () => {
      await ensurePartition(one, february);
      expect(await other.query({ text: 'SELECT count(*)::int AS count FROM event' })).toEqual([
        { count: 100 },
      ]);
    });
  });

  it('gives up after a while on a parent that is locked, and says that it may be tried again', async () => {
    const locker = new Client({ connectionString: server.url });
    await locker.connect();
    await locker.query('BEGIN; LOCK TABLE event');
    await expect(ensurePartition(one, february)).rejects.toMatchObject({ kind: 'unavailable' });
    await locker.end();
    await ensurePartition(one, february);
  });

  it.each(['event; DROP TABLE event', 'Event', 'event"'])('refuses the name %j', async (name) => {
    await expect(ensurePartition(one, { ...february, name })).rejects.toThrow('not a table name');
    await expect(detachPartition(one, 'event', name)).rejects.toThrow('not a table name');
  });
});

describe('detachPartition', () => {
  it('takes a partition out of the tree and keeps its rows', async () => {
    await detachPartition(one, 'event', 'event_01');
    expect(await partitionsOf(one, 'event')).toEqual([]);
    expect(await one.query({ text: 'SELECT count(*)::int AS count FROM event_01' })).toEqual([
      { count: 100 },
    ]);
    await detachPartition(one, 'event', 'event_01');
  });

  it('finishes what was interrupted', async () => {
    const impatient = new Database({
      name: 'one',
      url: server.url,
      settings: { ...settings, statementTimeoutMs: 200 },
    });
    await whileRead(async () => {
      await expect(detachPartition(impatient, 'event', 'event_01')).rejects.toMatchObject({
        kind: 'unavailable',
      });
    });
    await impatient.close();
    await detachPartition(one, 'event', 'event_01');
    expect(await partitionsOf(one, 'event')).toEqual([]);
  });
});
