import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { PidFile } from './pid.file.ts';

const folder = mkdtempSync(join(tmpdir(), 'rig-pid-'));
afterAll(() => rmSync(folder, { recursive: true }));

const linux = process.platform === 'linux' ? describe : describe.skip;

linux('a pid file (skipped where there is no /proc)', () => {
  const written = (name: string): PidFile => {
    const file = new PidFile(join(folder, name));
    file.write(process.pid);
    return file;
  };
  const change = (file: PidFile, what: object): void =>
    writeFileSync(file.path, JSON.stringify({ ...JSON.parse(readFileSync(file.path, 'utf8')), ...what }));

  it('gives the pid while its process lives', () => {
    expect(written('living').live()).toBe(process.pid);
  });

  it('does not take a stranger with the same pid for its own: he started at another time', () => {
    const file = written('stranger');
    change(file, { startTicks: 1 });
    expect(file.live()).toBeUndefined();
  });

  it('forgets every process at a boot, after which ticks and pids begin anew', () => {
    const file = written('boot');
    change(file, { bootId: 'another' });
    expect(file.live()).toBeUndefined();
  });

  it('knows the end of a process', async () => {
    const child = spawn('/bin/sleep', ['60']);
    const file = new PidFile(join(folder, 'ended'));
    file.write(child.pid!);
    expect(file.live()).toBe(child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(file.live()).toBeUndefined();
  });

  it('counts for nothing when it is missing or torn', () => {
    const file = written('torn');
    writeFileSync(file.path, '{"pid":');
    expect(file.live()).toBeUndefined();
    file.remove();
    expect(file.live()).toBeUndefined();
  });
});
