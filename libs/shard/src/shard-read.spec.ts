import { Problem } from '@fleetlink/problem';
import type { Database, Statement } from '@fleetlink/postgres';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Replica } from './replica/replica.js';
import { COMPARISON_VALID_MS } from './replica/replica-choice.js';
import type { ReplicaReport } from './replica/replica-watch.js';
import { Shard } from './shard.js';

const statement = { text: 'SELECT links' };
const away = () => new Problem('unavailable', 'postgres/unreachable', 'away', { detail: 'away' });

/** Servers that answer the look as well as the reads of the test. */
function scripted() {
  const script = { isPrimaryUp: true, inserted: 1000, replayed: 1000, isInRecovery: true };
  const read = jest.fn((): Promise<unknown[]> => Promise.resolve([{ from: 'replica' }]));
  const deadlines: (number | undefined)[] = [];
  const primary = (asked: Statement, _values: unknown, deadlineMs?: number) => {
    if (!script.isPrimaryUp) return Promise.reject(away());
    if (asked.text.includes('pg_current_wal_insert_lsn'))
      return Promise.resolve([{ position: script.inserted, clockMs: 1 }]);
    deadlines.push(deadlineMs);
    return Promise.resolve([{ from: 'primary' }]);
  };
  const replica = (asked: Statement) =>
    asked.text.includes('pg_is_in_recovery')
      ? Promise.resolve([{ isInRecovery: script.isInRecovery, position: script.replayed, lastCommitMs: 0 }])
      : read();
  const reports: ReplicaReport[] = [];
  const shard = new Shard('shard-0', { name: 'shard-0', query: primary } as unknown as Database, {
    replicas: [new Replica({ name: 'replica-0', query: replica } as unknown as Database)],
    onReport: (report) => reports.push(report),
  });
  const ask = async (from: 'primary' | 'replica' = 'replica') =>
    (await shard.read<{ from: string }>(statement, [], { from, untilMs: performance.now() + 300 })).from;
  return { script, read, deadlines, reports, shard, ask };
}

describe('Shard.read', () => {
  it('asks the primary until a replica was seen, and whenever that is wished', async () => {
    const { shard, ask } = scripted();
    expect(await ask()).toBe('primary');
    await shard.replicas.look();
    expect([await ask(), await ask('primary')]).toEqual(['replica', 'primary']);
    expect(shard.primaryReads).toBe(2);
  });

  it('falls back to the primary within the deadline when the replica fails, whatever its fault', async () => {
    const { shard, ask, read, deadlines } = scripted();
    await shard.replicas.look();
    read.mockImplementationOnce(async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      throw away();
    });
    read.mockRejectedValueOnce(Object.assign(new Error('no such table yet'), { code: '42P01' }));
    expect([await ask(), await ask(), await ask()]).toEqual(['primary', 'primary', 'replica']);
    expect(deadlines[0]).toBeLessThan(275);
    expect(deadlines[0]).toBeGreaterThan(100);
    expect(shard.replicas.replicas[0]!.counters).toMatchObject({ reads: 1, failures: 2 });
  });

  it('leaves a replica alone that fails again and again, until it answers a look', async () => {
    jest.useFakeTimers();
    const { shard, ask, read, reports } = scripted();
    await shard.replicas.look();
    read.mockRejectedValue(away());
    for (let round = 0; round < 20; round += 1) expect(await ask()).toBe('primary');
    expect(read).toHaveBeenCalledTimes(5);
    expect(reports.map(({ event, fitness }) => [event, fitness])).toEqual([
      ['restored', 'fit'],
      ['ejected', 'failing'],
    ]);
    read.mockResolvedValue([{ from: 'replica' }]);
    jest.advanceTimersByTime(1000);
    await shard.replicas.look();
    expect(await ask()).toBe('replica');
    jest.useRealTimers();
  });

  it('passes over a replica that was promoted', async () => {
    const { shard, ask, script } = scripted();
    await shard.replicas.look();
    script.isInRecovery = false;
    await shard.replicas.look();
    expect(await ask()).toBe('primary');
    expect(shard.replicas.replicas[0]!).toMatchObject({ fitness: 'promoted', counters: { ejections: 1 } });
  });

  it('still reads from a replica while the primary is away, if that has all that is known of', async () => {
    const { shard, ask, script } = scripted();
    await shard.replicas.look();
    script.isPrimaryUp = false;
    await shard.replicas.look();
    expect(await ask()).toBe('replica');
    await expect(ask('primary')).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('reads from no replica that was never compared with its primary', async () => {
    const { shard, ask, script } = scripted();
    script.isPrimaryUp = false;
    await shard.replicas.look();
    await expect(ask()).rejects.toMatchObject({ kind: 'unavailable' });
    expect(shard.replicas.replicas[0]!.fitness).toBe('unknown');
  });

  describe('with a primary that has been out of reach for long', () => {
    async function outOfReach() {
      const fleet = scripted();
      await fleet.shard.replicas.look();
      fleet.script.isPrimaryUp = false;
      jest.advanceTimersByTime(COMPARISON_VALID_MS + 1);
      await fleet.shard.replicas.look();
      return fleet;
    }
    beforeEach(() => void jest.useFakeTimers());
    afterEach(() => void jest.useRealTimers());

    it('a replica is asked only where an old answer is wished for', async () => {
      const { shard, ask, read } = await outOfReach();
      expect(shard.replicas.replicas[0]!.fitness).toBe('outdated');
      await expect(ask()).rejects.toMatchObject({ kind: 'unavailable' });
      expect(read).not.toHaveBeenCalled();
      const request = { from: 'outdated', untilMs: performance.now() + 300 } as const;
      expect(await shard.read(statement, [], request)).toEqual({
        rows: [{ from: 'replica' }],
        from: 'replica',
      });
    });

    it('a replica is read from again as soon as the primary tells how far it is', async () => {
      const { shard, ask, script } = await outOfReach();
      script.isPrimaryUp = true;
      await shard.replicas.look();
      expect(await ask()).toBe('replica');
      const request = { from: 'outdated', untilMs: performance.now() + 300 } as const;
      await expect(shard.read(statement, [], request)).rejects.toMatchObject({ kind: 'unavailable' });
    });
  });

  it('asks nobody once the deadline has passed, and holds that against nobody', async () => {
    const { shard, deadlines } = scripted();
    const late = { from: 'primary', untilMs: performance.now() - 1 } as const;
    for (let round = 0; round < 10; round += 1)
      await expect(shard.read(statement, [], late)).rejects.toMatchObject({ code: 'deadline/passed' });
    expect(deadlines).toEqual([]);
    expect(await shard.query(statement, [])).toEqual([{ from: 'primary' }]);
  });
});
