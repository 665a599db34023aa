import { describe, it } from '@jest/globals';
import * as fc from 'fast-check';
import { AliasPolicy } from './alias-policy.js';
import { TargetPolicy } from './target-policy.js';
import { ALIAS_LENGTH_MAX, ALIAS_LENGTH_MIN, URL_LENGTH_MAX } from './target.settings.js';

const targets = new TargetPolicy({ ownHosts: ['sho.rt'] });
const aliases = new AliasPolicy();

/** Any UTF-16 units at all, lone surrogates included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
  .map((units) => String.fromCharCode(...units));
const binaryText = fc.string({ unit: 'binary', maxLength: 300 });

/** Text near the borders of the rules, where random text never gets. */
const signs = 'https http : / // \\ @ . .. - -- ? # % %2e %00 [ ] ::1'.split(' ');
const names =
  '127 0x7f 10 0 8 example com com. nip.io sslip.io localhost sho.rt t.co xn-- xn--80ak6aa92e'.split(' ');
const letters = [
  ' ',
  '\t',
  '\u0000',
  '\u00ad',
  '\u200d',
  '\ufeff',
  '\ud800',
  'ü',
  '\u0430',
  '\u03b1',
  'Ａ',
  '。',
];
const pieces = fc.constantFrom(...signs, ...names, ...letters);
const nearlyUrl = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
const likelyUrl = fc
  .tuple(
    fc.constantFrom('https://', 'http://', 'HTTPS://', ' https://'),
    fc.oneof(
      fc.domain(),
      fc.ipV4Extended(),
      fc.ipV6().map((address) => `[${address}]`),
      nearlyUrl,
      binaryText,
    ),
    fc.constantFrom('', ':80', ':8080', ':22', '.', '.nip.io'),
    fc.oneof(
      fc.webPath(),
      fc.constant('/'),
      nearlyUrl,
      binaryText.map((text) => `/${text}`),
    ),
    fc.oneof(
      fc.constant(''),
      binaryText.map((text) => `?${text}#${text}`),
    ),
  )
  .map((parts) => parts.join(''));
const anyInput = fc.oneof(anyText, binaryText, nearlyUrl, likelyUrl, fc.webUrl());

const RUNS = { numRuns: 3_000 };

describe('for any text', () => {
  it('a target is accepted or refused with a sentence, never an exception', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const verdict = targets.judge(input);
        return verdict.ok || verdict.message.endsWith('.');
      }),
      RUNS,
    );
  });

  it('an accepted href is ASCII, http or https, free of userinfo and within the limit', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const verdict = targets.judge(input);
        if (!verdict.ok) return true;
        const url = new URL(verdict.href);
        const isPlain =
          /^https?:\/\/[\u0021-\u007e]+$/.test(verdict.href) && verdict.href.length <= URL_LENGTH_MAX;
        return isPlain && url.username === '' && url.password === '';
      }),
      RUNS,
    );
  });

  it('an accepted href, judged again, gets the same verdict', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const verdict = targets.judge(input);
        return !verdict.ok || JSON.stringify(targets.judge(verdict.href)) === JSON.stringify(verdict);
      }),
      RUNS,
    );
  });

  it('an alias is allowed only if the redirect route can match it', () => {
    const route = new RegExp(`^[0-9A-Za-z_-]{${ALIAS_LENGTH_MIN},${ALIAS_LENGTH_MAX}}$`);
    const almostAlias = fc.stringMatching(/^[-_0-9A-Za-z.+\u0430]{1,70}$/);
    fc.assert(
      fc.property(fc.oneof(anyInput, almostAlias), (input) => !aliases.judge(input).ok || route.test(input)),
      RUNS,
    );
  });
});

describe('for any address', () => {
  const privateV4 = fc
    .tuple(fc.constantFrom(10, 127, 0, 224, 255), fc.nat(255), fc.nat(255), fc.nat(255))
    .map((octets) => octets as [number, number, number, number]);

  it('a private IPv4 address is refused in every spelling', () => {
    fc.assert(
      fc.property(privateV4, ([a, b, c, d]) => {
        const whole = ((a * 256 + b) * 256 + c) * 256 + d;
        const hex = (octet: number) => `0x${octet.toString(16)}`;
        const spellings = [
          `${a}.${b}.${c}.${d}`,
          `${a}.${b}.${c * 256 + d}`,
          `${a}.${(b * 256 + c) * 256 + d}`,
          `${whole}`,
          `0x${whole.toString(16)}`,
          `0${whole.toString(8)}`,
          [a, b, c, d].map(hex).join('.'),
          `[::ffff:${a}.${b}.${c}.${d}]`,
          `[64:ff9b::${a}.${b}.${c}.${d}]`,
        ];
        return spellings.every((host) => {
          const verdict = targets.judge(`http://${host}/`);
          return !verdict.ok && verdict.reason === 'private-ip';
        });
      }),
    );
  });

  it('a name that spells a private IPv4 address is flagged', () => {
    fc.assert(
      fc.property(privateV4, fc.constantFrom('nip.io', 'sslip.io'), (octets, domain) => {
        const hex = octets.map((octet) => octet.toString(16).padStart(2, '0')).join('');
        return [octets.join('.'), octets.join('-'), `app-${octets.join('-')}`, hex, `app.${hex}`].every(
          (name) => {
            const verdict = targets.judge(`http://${name}.${domain}/`);
            return verdict.ok && verdict.warnings.includes('resolves-private');
          },
        );
      }),
    );
  });
});
