import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { serverVersions } from '../rig/program/versions.ts';

const ROOT = join(import.meta.dirname, '../..');

/** On a machine with neighbours: how many wanted to run before any of this began. */
export interface Beginning {
  readonly day: string;
  readonly load: number;
}

export function beginning(now: Date): Beginning {
  return { day: now.toISOString().slice(0, 10), load: loadavg()[0]! };
}

/** When, where and of what a number was measured, in one line: without it the number means little. */
export function circumstances({ day, load }: Beginning): string {
  const model = cpus()[0]?.model.replaceAll(/\s+/g, ' ').trim() ?? 'unknown processor';
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${day}${commit()}`,
    `${availableParallelism()} cores`,
    model,
    `${gigabytes} GB`,
    `Node ${process.version}`,
    ...serverVersions(),
    `load ${load.toFixed(1)} before the start`,
  ].join(', ');
}

/** Nothing outside of a clone. */
function commit(): string {
  const git = (...words: string[]): string =>
    spawnSync('git', words, { cwd: ROOT, encoding: 'utf8' }).stdout ?? '';
  const hash = git('rev-parse', '--short', 'HEAD').trim();
  const changes = git('status', '--porcelain', '--', 'apps', 'libs', 'tools').trim();
  return hash === '' ? '' : ` at ${hash}${changes === '' ? '' : ' with changes'}`;
}
