import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { folderName, livenessOf, ownerOf, thisProcess } from './spool-owner.js';

const me = thisProcess();

describe('the owner of a spool folder', () => {
  it('is read from the folder’s name', () => {
    expect(ownerOf(folderName(me, '00ff'))).toEqual(me);
    for (const name of ['lost+found', '', 'ab_1_2', 'ab_x_1_00', 'ab_1_1_00/..', 'x-ab_1_1_00'])
      expect(ownerOf(name)).toBeUndefined();
  });

  it('is alive when it is this process', () => {
    expect(livenessOf(thisProcess(), me)).toBe('alive');
  });

  it('is dead when its number was given to this or another process', () => {
    expect(livenessOf({ ...me, startedAt: '1' }, me)).toBe('dead');
    expect(livenessOf({ ...me, pid: process.ppid, startedAt: '1' }, me)).toBe('dead');
  });

  it('is dead when no process has its number', () => {
    expect(livenessOf({ ...me, pid: 2 ** 30 }, me)).toBe('dead');
  });

  it('cannot be judged from another machine, container or boot', () => {
    expect(livenessOf({ ...me, machine: 'ffff' }, me)).toBe('unknown');
  });

  it('is alive as long as its process runs', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdout.write("x"); setInterval(() => {}, 1000)']);
    await once(child.stdout, 'data');
    // Where the start can be told, a wrong one is death; '0' is what a system without /proc writes.
    const blind = { ...me, startedAt: '0' };
    const owner = { ...blind, pid: child.pid! };
    expect(livenessOf(owner, blind)).toBe('alive');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(livenessOf(owner, blind)).toBe('dead');
  });
});
