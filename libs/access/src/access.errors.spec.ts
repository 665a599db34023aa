import { describe, expect, it } from '@jest/globals';
import { problemKinds } from '@fleetlink/problem';
import { accessProblems } from './access.errors.js';

describe('the problems of access', () => {
  it('have known kinds, and each key fault a kind that tells the caller to mend the key', () => {
    const entries = Object.entries(accessProblems.entries);
    for (const [, { kind }] of entries) expect(problemKinds).toContain(kind);
    const keyFaults = ['key-missing', 'key-malformed', 'key-unknown', 'key-ambiguous'];
    for (const [key, { kind }] of entries) expect(kind === 'unauthenticated').toBe(keyFaults.includes(key));
  });
});
