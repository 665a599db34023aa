import { writeFile } from 'node:fs/promises';
import { randomFrom } from '../demo/random.ts';
import { Zipf } from './zipf.ts';

const SEED = 1;

/** What is asked for, in this order, again and again. */
export interface RequestPaths {
  readonly paths: readonly string[];
  /** The same, one a line. */
  readonly file: string;
}

export async function requestPaths(file: string, names: readonly string[]): Promise<RequestPaths> {
  const paths = names.map((name) => `/${name}`);
  await writeFile(file, `${paths.join('\n')}\n`);
  return { paths, file };
}

/** Names as they are followed: the k-th 1/k as often as the first. */
export function drawn(names: readonly string[], draws: number): string[] {
  const [zipf, random] = [new Zipf(names.length), randomFrom(SEED)];
  return Array.from({ length: draws }, () => names[zipf.rankAt(random())]!);
}
