import { describe, expect, it } from '@jest/globals';
import { ALIAS_CASES } from './alias-cases.fixture.js';
import { ALIAS_REASONS, AliasPolicy, type AliasReason } from './alias-policy.js';
import { ALIAS_LENGTH_MAX, ALIAS_LENGTH_MIN } from './target.settings.js';

const policy = new AliasPolicy();
const reasonFor = (alias: string, judge = policy) => {
  const verdict = judge.judge(alias);
  return verdict.ok ? 'accepted' : verdict.reason;
};

describe('the published verdicts', () => {
  it('number 36', () => {
    expect(new Set(ALIAS_CASES.map(({ id }) => id)).size).toBe(36);
  });

  it.each(ALIAS_CASES)('$id', ({ input, reason }) => {
    const expected = reason ? { ok: false, reason, message: ALIAS_REASONS[reason] } : { ok: true };
    expect(policy.judge(input)).toEqual(expected);
  });
});

describe('the order of the rules', () => {
  it.each<[AliasReason, string]>([
    ['length', '\ud800'],
    ['control', '\u0000\u0430/'],
    ['control', '\u007f\ud800/'],
    ['non-ascii', 'api\ud800/'],
    ['charset', '_api/'],
    ['reserved', '_fuck'],
    ['rude', 'api-fuck'],
  ])('finds %s first', (reason, alias) => {
    expect(reasonFor(alias)).toBe(reason);
  });
});

describe('limits', () => {
  it('hold exactly', () => {
    expect(reasonFor('z'.repeat(ALIAS_LENGTH_MIN - 1))).toBe('length');
    expect(reasonFor('z'.repeat(ALIAS_LENGTH_MIN))).toBe('accepted');
    expect(reasonFor('z'.repeat(ALIAS_LENGTH_MAX))).toBe('accepted');
    expect(reasonFor('z'.repeat(ALIAS_LENGTH_MAX + 1))).toBe('length');
  });

  it('come before anything is read', () => {
    expect(reasonFor('\ud800'.repeat(1_048_576))).toBe('length');
  });
});

describe('reserved words', () => {
  it.each(['Admin', 'LIVEZ', 'readyz', 'startupz', 'Dashboard', 'login', 'static', '_', '___', '_a'])(
    'keep %j for the service',
    (alias) => {
      expect(['reserved', 'length']).toContain(reasonFor(alias));
    },
  );

  it.each([
    'api2',
    'my-api',
    'administrator',
    'login-help',
    'a__',
    '---',
    'toString',
    'hasOwnProperty',
    'undefined',
  ])('leave %j to the callers', (alias) => {
    expect(reasonFor(alias)).toBe('accepted');
  });
});

describe('rude words', () => {
  it.each(['FUCK', 'sh1t', 'holy-shit', 'holy_Shit_2024', 'shit--'])('refuse %j', (alias) => {
    expect(reasonFor(alias)).toBe('rude');
  });

  it.each(['scunthorpe', 'shiitake', 'class-of-2024', 'assets2', 'cumulative'])('allow %j', (alias) => {
    expect(reasonFor(alias)).toBe('accepted');
  });

  it('are allowed where the switch is off, and nothing else is', () => {
    const frank = new AliasPolicy({ refuseRudeWords: false });
    expect(reasonFor('fuck', frank)).toBe('accepted');
    expect(reasonFor('api', frank)).toBe('reserved');
  });
});
