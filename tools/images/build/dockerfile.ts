/** docker/Dockerfile, by its stages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../test/program.ts';

export const DOCKERFILE = readFileSync(join(ROOT, 'docker/Dockerfile'), 'utf8');

/** Instructions of a stage, those of the stages it is built on included. */
export function stageOf(name: string): string {
  const found = new RegExp(`^FROM (\\S+) AS ${name}\\n([^]*?)(?=^FROM |$(?![^]))`, 'm').exec(DOCKERFILE);
  if (!found) throw new Error(`docker/Dockerfile has no stage ${name}`);
  const [, base, body] = found;
  return base!.startsWith('$') ? body! : stageOf(base!) + body!;
}
