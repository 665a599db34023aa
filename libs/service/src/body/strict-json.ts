import type { InputFault, Problem } from '@fleetlink/problem';
import { requestProblems } from '../request/request.errors.js';
import { JsonScanner, type JsonLimits } from './json-scanner.js';

export const jsonLimits: JsonLimits = { depthMax: 16, faultsMax: 20 };

/** Finding where a long text goes wrong takes several parses, so only texts up to this length get a position. */
const POSITION_LENGTH_MAX = 64 * 1024;

/**
 * Parses JSON as JSON.parse does, but refuses what different readers read differently or what harms later:
 * duplicate keys, keys that name a prototype, lone surrogates, NUL, and great depth.
 * @throws {Problem} `request/invalid` with a pointer and a rule (`json`, `duplicate`, `unknown`, `text`, `depth`).
 */
export function parseStrictJson(text: string, limits: JsonLimits = jsonLimits): unknown {
  if (text.trim() === '') throw jsonProblem({ pointer: '', rule: 'json', message: 'The body is empty.' });
  const faults = new JsonScanner(text, limits).scan();
  // A scan that stopped early has not seen the depth of the rest, which costs JSON.parse far more than its text.
  if (faults.length >= limits.faultsMax || faults.some(({ rule }) => rule === 'depth'))
    throw jsonProblem(...faults);
  const value = parse(text);
  if (faults.length > 0) throw jsonProblem(...faults);
  return value;
}

export function jsonProblem(...errors: InputFault[]): Problem {
  return requestProblems.problem('invalid', { detail: 'The body is not acceptable JSON.', errors });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const message = `The text is not JSON: it goes wrong ${whereabouts(text, (error as Error).message)}.`;
    throw jsonProblem({ pointer: '', rule: 'json', message });
  }
}

/** V8 gives a position with some of its messages only, and repeats the text in others. */
function whereabouts(text: string, message: string): string {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  if (position !== undefined) return `at position ${position}`;
  if (!isUnexpectedToken(message)) return 'at its end';
  return text.length > POSITION_LENGTH_MAX ? 'half-way' : `at position ${unexpectedTokenAt(text)}`;
}

/** The shortest prefix that V8 calls wrong, not merely unfinished, ends with the character at fault. */
function unexpectedTokenAt(text: string): number {
  let viable = 0;
  let wrong = text.length;
  while (wrong - viable > 1) {
    const middle = (viable + wrong) >>> 1;
    if (isUnexpectedToken(messageOf(text.slice(0, middle)))) wrong = middle;
    else viable = middle;
  }
  return wrong - 1;
}

function messageOf(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function isUnexpectedToken(message: string): boolean {
  return message.startsWith('Unexpected token');
}
