import { DemoFault } from '../demo-fault.ts';

/** One line of a click log, in the format of the open 1.usa.gov data. */
export interface LoggedClick {
  readonly code: string;
  readonly url: string;
  readonly agent: string;
  /** Undefined for a visitor who came from nowhere, which the log writes as `direct`. */
  readonly referrer: string | undefined;
  readonly languages: string | undefined;
  readonly country: string | undefined;
  readonly atMs: number;
}

export interface ClickLog {
  readonly clicks: readonly LoggedClick[];
  /** Lines that tell of no click. */
  readonly heartbeats: number;
}

export function clickLogOf(lines: readonly string[]): ClickLog {
  const entries = lines.map(parsed);
  const clicks = entries.filter((entry) => entry['a'] !== undefined).map(clickOf);
  return { clicks, heartbeats: entries.length - clicks.length };
}

type Entry = Readonly<Record<string, unknown>>;

function parsed(line: string, index: number): Entry {
  try {
    return { ...(JSON.parse(line) as Entry), line: index + 1 };
  } catch {
    throw new DemoFault(`line ${index + 1} is no JSON: ${line.slice(0, 80)}`);
  }
}

function clickOf(entry: Entry): LoggedClick {
  const { a, g, u, t, line } = entry;
  if (typeof a !== 'string' || typeof g !== 'string' || typeof u !== 'string' || typeof t !== 'number')
    throw new DemoFault(`line ${String(line)} has an a but not its text g and u and its number t`);
  const referrer = textIn(entry['r']);
  return {
    code: g,
    url: u,
    agent: a,
    referrer: referrer === 'direct' ? undefined : referrer,
    languages: textIn(entry['al']),
    country: textIn(entry['c']),
    atMs: t * 1000,
  };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The links that the log is about, each once, under the URL that was seen first. */
export function linksOf(clicks: readonly LoggedClick[]): { alias: string; url: string }[] {
  const urls = new Map<string, string>();
  for (const { code, url } of clicks) if (!urls.has(code)) urls.set(code, url);
  return [...urls].map(([alias, url]) => ({ alias, url }));
}

/** The request fields that make a replayed click what it was. */
export function headersOf(click: LoggedClick): Record<string, string> {
  const fields = {
    'user-agent': click.agent,
    referer: click.referrer,
    'accept-language': click.languages,
    'x-click-at': new Date(click.atMs).toISOString(),
    'x-click-country': click.country,
  };
  const present = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, fieldValue(value)]));
}

/** Node sends latin1 and refuses control characters; other text goes as the bytes of its UTF-8. */
function fieldValue(text: string): string {
  return Buffer.from(text.replace(/[\p{Cc}]/gu, ' '), 'utf8').toString('latin1');
}
