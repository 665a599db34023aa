import { nameIn, type BulkResult } from '../bulk.client.ts';
import type { Answer } from '../service.client.ts';

/** Something that was refused or went wrong, for people to read. */
export interface Offence {
  readonly where: string;
  readonly what: string;
}

/**
 * What a bulk answer says of the lines that got no link. A 4xx is a refusal, which may be right; everything
 * else is wrong: a 5xx, a line without an answer, a line with two.
 */
export function bulkOffences(
  lines: readonly string[],
  results: readonly BulkResult[],
): { refused: Offence[]; wrong: Offence[] } {
  const answers = Map.groupBy(results, ({ index }) => index);
  const refused: Offence[] = [];
  const wrong: Offence[] = [];
  for (const [index, line] of lines.entries()) {
    const [result, ...others] = answers.get(index) ?? [];
    if (result === undefined) wrong.push({ where: line, what: 'no answer' });
    else if (others.length > 0) wrong.push({ where: line, what: `${others.length + 1} answers` });
    else if (nameIn(result) === undefined) (isRefusal(result) ? refused : wrong).push(told(line, result));
  }
  const strangers = results.filter(({ index }) => lines[index] === undefined);
  wrong.push(...strangers.map(({ index }) => ({ where: `index ${index}`, what: 'no such line was sent' })));
  return { refused, wrong };
}

function isRefusal({ status }: BulkResult): boolean {
  return status >= 400 && status < 500;
}

function told(line: string, { status, problem }: BulkResult): Offence {
  return { where: line, what: [status, problem?.code, problem?.detail].filter(Boolean).join(' ') };
}

/** A followed link has to answer 302 with the href that the URL standard gives the line. */
export function redirectOffence(line: string, name: string, answer: Answer): Offence | undefined {
  const href = URL.parse(line)?.href;
  if (answer.status === 302 && answer.location === href) return undefined;
  if (answer.status === 0) return { where: line, what: `/${name} is not answered: ${answer.body}` };
  const got = `${answer.status} ${answer.location ?? '(no Location)'}`;
  return { where: line, what: `/${name} answers ${got}, expected 302 ${href}` };
}
