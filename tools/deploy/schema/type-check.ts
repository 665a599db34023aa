/**
 * Fields that no schema has, found by the compiler: each object becomes a typed literal, and a literal may not
 * have more fields than its type. Validators of JSON schemas from OpenAPI let unknown fields pass, and so would
 * kubectl: a misspelt `maxUnavailabel` is dropped in silence.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../manifest/overlay.ts';
import type { Distinct } from './distinct.ts';
import { modelOf } from './schema-package.ts';

const FOLDER = join(ROOT, 'dist/deploy');
const COMPILER = join(ROOT, 'node_modules/.bin/tsc');
const OPTIONS =
  '--pretty false --ignoreConfig --noEmit --strict --skipLibCheck --module nodenext --moduleResolution nodenext --target es2024';
const COMPILE_MS_MAX = 120_000;
const MESSAGE = /^\S+\((\d+),\d+\): error TS\d+: (.*)$/;

export function typeFaults(items: readonly Distinct[]): string[] {
  const { text, placeOfLine } = literals(items);
  return compilerSays(text).flatMap((line) => {
    const [, at, message] = MESSAGE.exec(line) ?? (/error TS/.test(line) ? [line, '0', line] : []);
    return message === undefined ? [] : [`${placeOfLine(Number(at))}: ${message}`];
  });
}

/** @throws what kept the compiler from saying anything: silence is no verdict. */
function compilerSays(text: string): string[] {
  mkdirSync(FOLDER, { recursive: true });
  // Runs beside each other must not read each other's objects.
  const file = join(FOLDER, `resources-${process.pid}.ts`);
  writeFileSync(file, text);
  try {
    const { stdout, stderr, status, error } = spawnSync(
      COMPILER,
      [...OPTIONS.split(' '), '--types', '', file],
      {
        cwd: ROOT,
        encoding: 'utf8',
        timeout: COMPILE_MS_MAX,
      },
    );
    if (error) throw error;
    if (status !== 0 && !stdout.includes('): error TS'))
      throw new Error(`tsc ended with ${status}: ${stderr}`);
    return stdout.split('\n');
  } finally {
    rmSync(file);
  }
}

/** One `const` for each object, and for each line of the text the object and the field that stand there. */
function literals(items: readonly Distinct[]) {
  const lines: string[] = [];
  const places: string[] = [];
  items.forEach(({ resource, place }, index) => {
    const model = modelOf(resource)!;
    const typed = `const item${index}: import('${model}').I${resource.kind} = `;
    for (const line of `${typed}${JSON.stringify(resource, null, 1)};`.split('\n')) {
      lines.push(line);
      places.push(`${place}, ${line.trim().slice(0, 60)}`);
    }
  });
  const text = `${lines.join('\n')}\nexport {};\n`;
  return { text, placeOfLine: (line: number): string => places[line - 1] ?? 'all' };
}
