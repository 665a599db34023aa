import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { treeOf } from './process-table.ts';
import { end, freeze, isFrozen, killTree, thaw } from './signals.ts';

const linux = process.platform === 'linux' ? describe : describe.skip;

linux('signals to a process and all below it (skipped where there is no /proc)', () => {
  let child: ChildProcess;
  let pid: number;
  const states = (): string[] => treeOf(pid).map(({ state }) => state);

  beforeEach(async () => {
    child = spawn('/bin/sh', ['-c', '/bin/sleep 60 & echo up; wait'], { detached: true });
    pid = child.pid!;
    await once(child.stdout!, 'data');
  });
  // by its group: a child whose parent has ended is below nobody
  afterEach(() => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // all of it has ended
    }
  });

  it('freezes and thaws the whole tree', async () => {
    expect(states()).toHaveLength(2);
    await freeze(pid);
    expect(states()).toEqual(['T', 'T']);
    expect(isFrozen(pid)).toBe(true);
    thaw(pid);
    expect(states()).not.toContain('T');
  });

  it('kills the whole tree', async () => {
    const pids = treeOf(pid).map((entry) => entry.pid);
    await killTree(pid);
    for (const each of pids) expect(treeOf(each)).toEqual([]);
  });

  it('kills what is frozen', async () => {
    await freeze(pid);
    await killTree(pid);
    expect(states()).toEqual([]);
  });

  it('tells when a process does not end as it was asked', async () => {
    await freeze(pid);
    expect(await end(pid, { signal: 'SIGTERM', patienceMs: 50 })).toBe(false);
    thaw(pid);
    expect(await end(pid, { signal: 'SIGTERM', patienceMs: 2_000 })).toBe(true);
  });
});
