import { readFile } from 'node:fs/promises';
import { DemoFault } from './demo-fault.ts';
import { linesOf } from './text-lines.ts';

/** The lines of a file that somebody named, blank ones skipped. */
export async function readLines(file: string): Promise<string[]> {
  const lines = linesOf(await readFile(file, 'utf8').catch((error: unknown) => refuse(file, error)));
  if (lines.length === 0) throw new DemoFault(`${file} has no lines`);
  return lines;
}

function refuse(file: string, error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') throw new DemoFault(`there is no file ${file}`, `looked from ${process.cwd()}`);
  if (code === 'EISDIR') throw new DemoFault(`${file} is a folder; name a file`);
  throw new DemoFault(`${file} cannot be read: ${message}`);
}
