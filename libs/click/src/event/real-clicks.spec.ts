import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { firstLanguage } from './first-language.js';
import { referrerHost } from './referrer-host.js';

// One real hour of a shortener's clicks lies beside the checkout on machines that have it; it is not ours to copy.
const folder = new URL('../../../../../shared/cases/', import.meta.url);
const clicksFile = new URL('bitly_usagov_example.jsonl', folder);
const aggregatesFile = new URL('expected-aggregates.json', folder);
const present = existsSync(clicksFile) && existsSync(aggregatesFile);

interface LoggedClick {
  readonly g?: string;
  readonly r?: string;
  readonly al?: string;
  readonly c?: string;
  readonly t: number;
}

function countBy(
  clicks: readonly LoggedClick[],
  key: (click: LoggedClick) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const click of clicks) counts[key(click)] = (counts[key(click)] ?? 0) + 1;
  return counts;
}

function hourOf({ t }: LoggedClick): string {
  return `${new Date(t * 1000).toISOString().slice(0, 13)}Z`;
}

(present ? describe : describe.skip)('an hour of real clicks', () => {
  const lines = present ? readFileSync(clicksFile, 'utf8').split('\n').filter(Boolean) : [];
  const clicks = lines.map((line) => JSON.parse(line) as LoggedClick).filter(({ g }) => g !== undefined);
  const expected = present
    ? (JSON.parse(readFileSync(aggregatesFile, 'utf8')) as Record<string, Record<string, number>>)
    : {};

  it.each([
    ['by_code', ({ g }: LoggedClick) => g!],
    ['by_referrer_host', ({ r }: LoggedClick) => referrerHost(r)],
    ['by_lang_first', ({ al }: LoggedClick) => firstLanguage(al)],
    ['by_country', ({ c }: LoggedClick) => c ?? 'unknown'],
    ['by_hour_utc', hourOf],
  ])('adds up %s as counted independently', (name, key) => {
    expect(countBy(clicks, key)).toEqual(expected[name]);
  });
});
