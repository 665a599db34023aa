import { describe, expect, it } from '@jest/globals';
import { clickLogOf, headersOf, linksOf } from './click-log.ts';

const entry = { a: 'Mozilla/5.0', g: 'abc', u: 'http://a.example/', t: 1_331_923_247, r: 'direct', c: 'US' };
const line = (changes: object) => JSON.stringify({ ...entry, ...changes });

describe('clickLogOf', () => {
  it('tells clicks from heartbeats', () => {
    const { clicks, heartbeats } = clickLogOf([line({}), '{"_heartbeat_":1331923259}', line({ g: 'def' })]);
    expect(clicks.map(({ code }) => code)).toEqual(['abc', 'def']);
    expect(heartbeats).toBe(1);
  });

  it('reads direct and empty fields as none', () => {
    const { clicks } = clickLogOf([line({ c: '', al: '' }), line({ r: '' }), line({ r: 'http://t.co/x' })]);
    expect(clicks[0]).toMatchObject({ referrer: undefined, country: undefined, languages: undefined });
    expect(clicks.map(({ referrer }) => referrer)).toEqual([undefined, undefined, 'http://t.co/x']);
  });

  it('names the line that it cannot read', () => {
    expect(() => clickLogOf([line({}), '{"a":'])).toThrow('line 2 is no JSON');
    expect(() => clickLogOf([line({}), line({}), line({ t: 'noon' })])).toThrow('line 3');
  });
});

describe('linksOf', () => {
  it('names each code once, with the URL that came first', () => {
    const { clicks } = clickLogOf([line({}), line({ u: 'http://b.example/' }), line({ g: 'x-1' })]);
    expect(linksOf(clicks)).toEqual([
      { alias: 'abc', url: 'http://a.example/' },
      { alias: 'x-1', url: 'http://a.example/' },
    ]);
  });
});

describe('headersOf', () => {
  it('says when, where from and by whom, and nothing that the log does not', () => {
    const { clicks } = clickLogOf([line({ al: 'pl-PL,pl;q=0.8', r: 'http://t.co/x' }), line({ c: '' })]);
    expect(clicks.map(headersOf)).toEqual([
      {
        'user-agent': 'Mozilla/5.0',
        referer: 'http://t.co/x',
        'accept-language': 'pl-PL,pl;q=0.8',
        'x-click-at': '2012-03-16T18:40:47.000Z',
        'x-click-country': 'US',
      },
      { 'user-agent': 'Mozilla/5.0', 'x-click-at': '2012-03-16T18:40:47.000Z' },
    ]);
  });

  it('lets no text of the log break the request', () => {
    const { clicks } = clickLogOf([line({ a: 'caf\u00e9 \u{1f600}\r\nX: 1' })]);
    const { 'user-agent': agent } = headersOf(clicks[0]!);
    expect(agent).toMatch(/^[\x20-\xff]+$/);
    expect(Buffer.from(agent!, 'latin1').toString('utf8')).toBe('caf\u00e9 \u{1f600}  X: 1');
  });
});
