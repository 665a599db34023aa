/** Counts that a program leaves for the step that started it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RESULTS_FOLDER } from './jest.ts';
import { ROOT } from './program.ts';
import { one, type Tally } from './tally.ts';

/** A run that crashes must not leave the counts of the one before. */
export function forgetTally(name: string): void {
  rmSync(fileOf(name), { force: true });
}

export function writeTally(name: string, tally: Tally): void {
  mkdirSync(dirname(fileOf(name)), { recursive: true });
  writeFileSync(fileOf(name), JSON.stringify(tally));
}

/** A run that left no counts is a failure. */
export function readTally(name: string): Tally {
  try {
    return JSON.parse(readFileSync(fileOf(name), 'utf8')) as Tally;
  } catch {
    return one(false);
  }
}

function fileOf(name: string): string {
  return join(ROOT, RESULTS_FOLDER, `${name}.json`);
}
