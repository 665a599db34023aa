import { inParallel } from '../in-parallel.ts';
import { Progress } from '../progress.ts';
import type { ServiceClient } from '../service.client.ts';
import type { LoggedClick } from './click-log.ts';
import type { LinkStats } from './click-tally.ts';

const HOUR_MS = 3_600_000;
const READS_AT_A_TIME = 8;

/** The statistics of every link over the hours of these clicks. */
export async function statsOfAll(
  client: ServiceClient,
  names: readonly string[],
  clicks: readonly LoggedClick[],
): Promise<LinkStats[]> {
  const query = new URLSearchParams({ ...spanOf(clicks), bucket: 'hour', tz: 'UTC' });
  const stats: LinkStats[] = [];
  const progress = new Progress('compare', names.length);
  await inParallel(names, READS_AT_A_TIME, async (name) => {
    stats.push(await client.read<LinkStats>(`/api/v1/links/${name}/stats?${query}`));
    progress.advance();
  });
  progress.end();
  return stats;
}

/** Whole hours: from the first click's to the one after the last click's. */
export function spanOf(clicks: readonly LoggedClick[]): { from: string; to: string } {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { atMs } of clicks) [first, last] = [Math.min(first, atMs), Math.max(last, atMs)];
  const hour = (atMs: number): string => new Date(Math.floor(atMs / HOUR_MS) * HOUR_MS).toISOString();
  return { from: hour(first), to: hour(last + HOUR_MS) };
}
