import { describe, expect, it } from '@jest/globals';
import { INSIDE_URLS, SCHEME_TRICKS } from './hostile-urls.fixture.js';
import { ORDINARY_URLS } from './ordinary-urls.fixture.js';
import { TARGET_CASES } from './target-cases.fixture.js';
import { TargetPolicy } from './target-policy.js';
import { TARGET_REASONS, type TargetReason } from './target-reasons.js';
import { SHORTENER_HOSTS, URL_LENGTH_MAX } from './target.settings.js';

const policy = new TargetPolicy({ ownHosts: ['sho.rt'] });
const reasonFor = (input: string, judge = policy) => {
  const verdict = judge.judge(input);
  return verdict.ok ? 'accepted' : verdict.reason;
};

describe('the published verdicts', () => {
  it('number 82', () => {
    expect(new Set(TARGET_CASES.map(({ id }) => id)).size).toBe(82);
  });

  it.each(TARGET_CASES)('$id', ({ input, href, warnings = [], reason }) => {
    const expected = reason
      ? { ok: false, reason, message: TARGET_REASONS[reason] }
      : { ok: true, href, warnings };
    expect(policy.judge(input)).toEqual(expected);
  });
});

describe('ordinary URLs', () => {
  it.each(ORDINARY_URLS)('accepts %j', (url) => {
    expect(policy.judge(url)).toEqual({ ok: true, href: new URL(url).href, warnings: [] });
  });
});

describe('hostile URLs', () => {
  const safeRefusals: readonly TargetReason[] = [
    'private-ip',
    'internal-name',
    'userinfo',
    'backslash',
    'unparsable',
  ];

  it.each(INSIDE_URLS)('refuses the way inside %j', (url) => {
    expect(safeRefusals).toContain(reasonFor(url));
  });

  it.each(SCHEME_TRICKS)('refuses the scheme trick %j', (url) => {
    expect(['scheme', 'control', 'relative', 'malformed', 'backslash']).toContain(reasonFor(url));
  });
});

describe('the order of the rules', () => {
  it.each<[TargetReason, string]>([
    ['empty', ' '.repeat(URL_LENGTH_MAX + 1)],
    ['too-long', '\u0000'.repeat(URL_LENGTH_MAX + 1)],
    ['control', 'https:\\\ud800\t'],
    ['surrogate', '//\ud800\\'],
    ['backslash', 'https:\\user@localhost:22'],
    ['malformed', 'https:/user@[::1'],
    ['unparsable', 'ftp://user@[::1'],
    ['scheme', 'ftp://user@localhost:22/'],
    ['userinfo', 'https://user@127.0.0.1:22/'],
    ['private-ip', 'https://127.0.0.1:22/'],
    ['host', 'https://a..localhost:22/'],
    ['internal-name', 'https://localhost:22/'],
    ['loop', 'https://sho.rt:22/'],
    ['shortener-chain', 'https://bit.ly:22/'],
    ['port', `https://example.com:22/${'ü'.repeat(1_000)}`],
    ['too-long', `https://example.com/${'ü'.repeat(1_000)}`],
  ])('finds %s first', (reason, input) => {
    expect(reasonFor(input)).toBe(reason);
  });
});

describe('limits', () => {
  const ofLength = (length: number) => 'https://example.com/'.padEnd(length, 'a');

  it('accepts the longest URL and refuses one more', () => {
    expect(reasonFor(ofLength(URL_LENGTH_MAX))).toBe('accepted');
    expect(reasonFor(ofLength(URL_LENGTH_MAX + 1))).toBe('too-long');
  });

  it('follows its setting', () => {
    const strict = new TargetPolicy({ ownHosts: [], urlLengthMax: 30 });
    expect(reasonFor(ofLength(30), strict)).toBe('accepted');
    expect(reasonFor(ofLength(31), strict)).toBe('too-long');
  });

  it('keeps to what DNS can carry', () => {
    const label = 'a'.repeat(63);
    const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`;
    expect(reasonFor(`https://${longest}/`)).toBe('accepted');
    expect(reasonFor(`https://${longest}./`)).toBe('accepted');
    expect(reasonFor(`https://${longest}a/`)).toBe('host');
    expect(reasonFor(`https://${label}a.example/`)).toBe('host');
    expect(reasonFor('https://.example.com/')).toBe('host');
    expect(reasonFor('https://./')).toBe('host');
  });

  it.each([' ', 'a', '/', '\\', '\u0000', '\ud800', ':', 'https:', 'https://', 'é'])(
    'refuses a megabyte of %j at once',
    (text) => {
      const input = text.repeat(1_048_576 / text.length);
      const startedAt = performance.now();
      expect(['empty', 'too-long']).toContain(reasonFor(input));
      expect(performance.now() - startedAt).toBeLessThan(50);
    },
  );
});

describe('hosts of the settings', () => {
  const own = new TargetPolicy({
    ownHosts: ['WWW.Kürz.example:8080', 'go.example.'],
    shortenerHosts: ['x.yz'],
  });

  it.each([
    'https://kürz.example/',
    'http://www.xn--krz-hoa.example:9/x',
    'https://GO.example./',
    'https://www.go.example',
  ])('knows %j for its own', (url) => {
    expect(reasonFor(url, own)).toBe('loop');
  });

  it('takes a list of shorteners instead of its own', () => {
    expect(reasonFor('https://www.x.yz/a', own)).toBe('shortener-chain');
    expect(reasonFor('https://bit.ly/a', own)).toBe('accepted');
  });

  it.each(SHORTENER_HOSTS)(
    'knows the shortener %s, with and without www, and nothing that ends like it',
    (host) => {
      expect(reasonFor(`https://${host}/abc`)).toBe('shortener-chain');
      expect(reasonFor(`https://www.${host}/abc`)).toBe('shortener-chain');
      expect(reasonFor(`https://x${host}/abc`)).toBe('accepted');
      expect(reasonFor(`https://sub.${host}/abc`)).toBe('accepted');
    },
  );

  it('refuses to start with something that is no host', () => {
    expect(() => new TargetPolicy({ ownHosts: ['two words'] })).toThrow('Invalid URL');
  });
});
