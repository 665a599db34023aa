import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { entryIn, processOf, proportionalBytes, treeOf } from './process-table.ts';

describe('entryIn', () => {
  it('counts the fields from behind a name with spaces and brackets', () => {
    const rest = `S 7 42 42 0 -1 4194560 1 0 0 0 5 6 0 0 20 0 1 0 987654 1 2 3`;
    expect(entryIn(`42 (a) b (c) ${rest}`)).toEqual({
      pid: 42,
      parent: 7,
      state: 'S',
      startTicks: 987_654,
    });
  });

  it('takes nothing for nothing', () => expect(entryIn('')).toBeUndefined());
});

const here = process.platform === 'linux' ? describe : describe.skip;

here('the processes of this machine (skipped where there is no /proc)', () => {
  it('knows this process and its memory', () => {
    expect(processOf(process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid });
    expect(proportionalBytes(process.pid)).toBeGreaterThan(1_000_000);
  });

  it('does not count a process that has ended', async () => {
    const child = spawn('/bin/true');
    await once(child, 'exit');
    expect(processOf(child.pid!)).toBeUndefined();
    expect(treeOf(child.pid!)).toEqual([]);
  });

  it('does not count one that nobody has collected', async () => {
    const child = spawn('/bin/sh', ['-c', '/bin/true & echo up; exec /bin/sleep 60']);
    await once(child.stdout, 'data');
    await sleep(100);
    expect(treeOf(child.pid!)).toHaveLength(1);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('finds children of children, parents first', async () => {
    const child = spawn('/bin/sh', ['-c', '/bin/sh -c "echo up; sleep 60; true"; true'], { detached: true });
    await once(child.stdout, 'data');
    const tree = treeOf(child.pid!);
    expect(tree.map(({ pid }) => pid)[0]).toBe(child.pid);
    expect(tree.length).toBeGreaterThanOrEqual(2);
    for (const { parent } of tree.slice(1)) expect(tree.map(({ pid }) => pid)).toContain(parent);
    process.kill(-child.pid!, 'SIGKILL');
    await once(child, 'exit');
  });
});
