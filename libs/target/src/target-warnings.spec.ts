import { describe, expect, it } from '@jest/globals';
import { TargetPolicy } from './target-policy.js';

const policy = new TargetPolicy({ ownHosts: ['sho.rt'] });
const warningsOf = (host: string) => {
  const verdict = policy.judge(`https://${host}/`);
  return verdict.ok ? verdict.warnings : verdict.reason;
};

describe('idn-mixed', () => {
  it.each([
    ['a Cyrillic letter in a Latin word', 'p\u0430ypal.com'],
    ['a Greek letter in a Latin word', 'g\u03bfogle.com'],
    ['Cyrillic beside Greek', '\u0436\u03bb.com'],
    ['Latin beside Thai', 'bank\u0e01.com'],
    ['a Latin word spelled in Cyrillic', '\u0441\u0430\u0440\u0435.com'],
    ['the same with digits', '\u0441\u0430\u0440\u04351.com'],
    ['a Latin word spelled in Greek', '\u03bf\u03c1\u03b9\u03bd.net'],
    ['a mixed label below the top', 'www.\u0430pple.example.com'],
    ['a mixed label above an honest one', '\u0430pple.президент.рф'],
  ])('flags %s', (_, host) => {
    expect(warningsOf(host)).toEqual(['idn-mixed']);
  });

  it.each([
    'example.com',
    'bücher.de',
    'señor-2024.es',
    'đặng.vn',
    '東京タワー.jp',
    'abcのサイト.jp',
    '삼성tv.kr',
    'кремль.com',
    'хор.рф',
    'αθήνα.gr',
    'שלום.co.il',
    'مثال.com',
    'उदाहरण.com',
    'xn--a.example',
  ])('leaves %s alone', (host) => {
    expect(warningsOf(host)).toEqual([]);
  });
});

describe('resolves-private', () => {
  it.each([
    'localtest.me',
    'app.lvh.me',
    'foo.127.0.0.1.nip.io',
    'app-192-168-1-9.nip.io',
    '10-0-0-1.my.app.sslip.io',
    '1.10.0.0.1.nip.io',
    'a9fea9fe.nip.io',
    '7f000001.08080808.rbndr.us',
    '--1.sslip.io',
    'fd00--1.sslip.io',
    'www.172-16-0-1.traefik.me.',
  ])('flags %s', (host) => {
    expect(warningsOf(host)).toEqual(['resolves-private']);
  });

  it.each([
    'nip.io',
    'www.sslip.io',
    '8.8.8.8.nip.io',
    '08080808.nip.io',
    '2606-4700-4700--1111.sslip.io',
    'notnip.io',
    '127.0.0.1.example.com',
    'localtest.me.example.com',
    'cafecafecafe.nip.io',
  ])('leaves %s alone', (host) => {
    expect(warningsOf(host)).toEqual([]);
  });
});

it('gives both warnings in a fixed order', () => {
  expect(warningsOf('p\u0430ypal.127.0.0.1.nip.io')).toEqual(['idn-mixed', 'resolves-private']);
});
