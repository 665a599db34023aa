import type { RedisKeyClass, TtlRule } from './key-class.js';
import { TTL_JITTER_PERCENT } from './ttl.js';

const HEADINGS = ['key', 'cluster', 'type', 'fresh', 'kept', 'purpose'];

/** docs/redis-keys.md, from the classes that the libs export. */
export function redisKeysPage(classes: readonly RedisKeyClass[]): string {
  const sorted = classes.toSorted((one, other) => (one.pattern < other.pattern ? -1 : 1));
  return [
    '# Keys in Redis',
    '',
    'Every key and channel begins with `REDIS_KEY_PREFIX` and a colon. Braces are the hash tag: what stands in them decides',
    `the slot. A time marked with ~ is drawn by lot for each value, between ${100 - TTL_JITTER_PERCENT} % of it and the whole.`,
    '',
    ...table([HEADINGS, ...sorted.map(cellsOf)]),
    '',
  ].join('\n');
}

function cellsOf({ pattern, cluster, type, ttl, purpose }: RedisKeyClass): string[] {
  return [`\`${pattern}\``, cluster, type, freshOf(ttl), keptOf(ttl), purpose];
}

function freshOf(ttl: TtlRule | undefined): string {
  return ttl?.freshSeconds === undefined ? '–' : secondsOf(ttl.freshSeconds, ttl.isJittered);
}

function keptOf(ttl: TtlRule | undefined): string {
  return ttl ? secondsOf(ttl.keptSeconds, ttl.isJittered && ttl.freshSeconds === undefined) : '–';
}

function secondsOf(seconds: number, isJittered: boolean): string {
  return `${isJittered ? '~' : ''}${seconds} s`;
}

/** With columns as wide as their widest cell, as Prettier would have them. */
function table(rows: readonly string[][]): string[] {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const [head, ...body] = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`,
  );
  return [head!, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body];
}
