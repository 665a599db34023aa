import type { InputFault } from '@fleetlink/problem';
import type { z } from 'zod';
import { requestProblems } from '../request/request.errors.js';
import { jsonPointer } from './json-pointer.js';

type Issue = z.core.$ZodIssue;

/** How a fault's place is written: a JSON pointer for bodies, `?name` for queries. */
export type Place = (path: readonly PropertyKey[]) => string;

const FAULTS_MAX = 20;

/** zod's words for a broken rule, and ours. */
const ruleOfCode: Partial<Record<Issue['code'], string>> = {
  invalid_type: 'type',
  invalid_union: 'type',
  too_small: 'min',
  too_big: 'max',
  invalid_format: 'format',
  invalid_value: 'value',
  not_multiple_of: 'multiple',
  invalid_key: 'key',
  invalid_element: 'element',
};

/**
 * @param schema use `z.strictObject`, so that unknown fields are faults; a refinement may name its own rule
 *   through `params: { rule }`.
 * @throws {Problem} `request/invalid` with every fault: RFC 6901 pointer, rule and message.
 */
export function validateBody<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  return validate(schema, value, jsonPointer);
}

export function validate<S extends z.ZodType>(schema: S, value: unknown, place: Place): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => faultsOf(issue, place)).slice(0, FAULTS_MAX);
  throw requestProblems.problem('invalid', {
    detail: errors.length === 1 ? 'One field breaks a rule.' : `${errors.length} fields break a rule.`,
    errors,
  });
}

function faultsOf(issue: Issue, place: Place): InputFault[] {
  if (issue.code !== 'unrecognized_keys')
    return [{ pointer: place(issue.path), rule: ruleOf(issue), message: issue.message }];
  return issue.keys.map((key) => ({
    pointer: place([...issue.path, key]),
    rule: 'unknown',
    message: 'This field is not known.',
  }));
}

function ruleOf(issue: Issue): string {
  if (issue.code === 'custom')
    return typeof issue.params?.['rule'] === 'string' ? issue.params['rule'] : 'custom';
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'required';
  return ruleOfCode[issue.code] ?? 'custom';
}
