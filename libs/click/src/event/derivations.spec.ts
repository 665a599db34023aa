import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fieldText } from './click-event.js';
import { clickOverrides } from './click-overrides.js';
import { firstLanguage } from './first-language.js';
import { referrerHost } from './referrer-host.js';

describe('referrerHost', () => {
  it.each([
    ['https://News.Example.ORG/a?b#c', 'news.example.org'],
    ['http://example.org:8080/', 'example.org'],
    ['HTTPS://EXAMPLE.ORG', 'example.org'],
    ['http://user:secret@example.org/', 'example.org'],
    ['http://bücher.example/', 'xn--bcher-kva.example'],
    ['http://[2001:db8::1]/', '[2001:db8::1]'],
    ['http://192.0.2.1/x', '192.0.2.1'],
    [undefined, 'direct'],
    ['', 'direct'],
    ['direct', 'direct'],
    ['about:blank', 'direct'],
    ['android-app://com.example/', 'direct'],
    ['/path', 'direct'],
    ['http://', 'direct'],
    ['http://a b/', 'direct'],
    ['https:', 'direct'],
  ])('%j -> %s', (header, host) => {
    expect(referrerHost(header)).toBe(host);
  });

  it('never gives more than a field holds', () => {
    expect(referrerHost(`http://${'a'.repeat(400)}.example/`)).toHaveLength(255);
  });
});

describe('firstLanguage', () => {
  it.each([
    ['en-US,en;q=0.8', 'en-us'],
    ['de', 'de'],
    [' fr-CH ; q=0.9, de', 'fr-ch'],
    ['en_US', 'en_us'],
    ['*', '*'],
    [undefined, 'none'],
    ['', 'none'],
    [',en', 'none'],
    [';q=1', 'none'],
  ])('%j -> %s', (header, language) => {
    expect(firstLanguage(header)).toBe(language);
  });

  it('cuts what is no language any more', () => {
    expect(firstLanguage('x'.repeat(100))).toBe('x'.repeat(35));
  });
});

describe('fieldText', () => {
  it('makes text that Postgres and JSON hold, of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, width) => {
        const field = fieldText(`\0${text}\ud800`, width);
        expect(field.length).toBeLessThanOrEqual(width);
        expect(field.isWellFormed() && !field.includes('\0')).toBe(true);
      }),
    );
    expect(fieldText('ab\u{1f600}', 3)).toBe('ab\ufffd');
    expect(fieldText('plain', 10)).toBe('plain');
  });
});

describe('clickOverrides', () => {
  it('takes the time and the country of an old click', () => {
    expect(clickOverrides('2012-03-16T18:40:47Z', 'us')).toEqual({
      replayed: true,
      at: 1_331_923_247_000,
      country: 'US',
    });
    expect(clickOverrides('2012-03-16T20:40:47.5+02:00', undefined)).toEqual({
      replayed: true,
      at: 1_331_923_247_500,
    });
    expect(clickOverrides(undefined, 'DE')).toEqual({ replayed: true, country: 'DE' });
  });

  it.each([
    [undefined, undefined],
    ['yesterday', ''],
    ['2012-03-16', 'USA'],
    ['2012-03-16T18:40:47', 'unknown'],
    ['2012-13-45T18:40:47Z', 'U1'],
    ['1969-12-31T23:59:59Z', undefined],
  ])('ignores what is malformed: %j, %j', (at, country) => {
    expect(clickOverrides(at, country)).toBeUndefined();
  });
});
