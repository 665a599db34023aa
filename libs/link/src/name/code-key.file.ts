import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateCodeKey, parseCodeKey } from '@fleetlink/code';

export interface FoundCodeKey {
  readonly key: Uint8Array;
  /** Where it is kept, if it was made just now: the reader should be told to back it up. */
  readonly madeAt?: string;
}

/** The key that `CODE_KEY` gives, or the one kept in the data folder, made on the first start. */
export function findCodeKey(given: Uint8Array | undefined, dataDir: string): FoundCodeKey {
  if (given) return { key: given };
  const file = join(dataDir, 'code-key');
  if (existsSync(file)) return { key: parseCodeKey(readFileSync(file, 'utf8')) };
  mkdirSync(dataDir, { recursive: true });
  makeOnce(file);
  return { key: parseCodeKey(readFileSync(file, 'utf8')), madeAt: file };
}

/** The file appears whole, and only if no other process was first. */
function makeOnce(file: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${generateCodeKey()}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
