/** Where the clicks of a benchmark are, from what services count about themselves. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Standalone } from '../demo/standalone.server.ts';
import { metricAt, totalAt } from './service-metrics.ts';

const SETTLE_MS_MAX = 10_000;
const COUNT_MS_MAX = 60_000;
const SETTLE_POLL_MS = 20;

/** Clicks in the spool of a lookup service, once none is in memory alone. */
export async function clicksOnDisk({ managementUrl }: Pick<Standalone, 'managementUrl'>): Promise<number> {
  for (const giveUpAt = Date.now() + SETTLE_MS_MAX; Date.now() < giveUpAt; await sleep(SETTLE_POLL_MS)) {
    if ((await totalAt(managementUrl, 'fleetlink_clicks_buffered')) > 0) continue;
    const recorded = await totalAt(managementUrl, 'fleetlink_clicks_recorded_total');
    const {
      spool_full = 0,
      spool_failed = 0,
      undescribed = 0,
    } = await metricAt([managementUrl], 'fleetlink_clicks_dropped_total');
    return recorded - spool_full - spool_failed - undescribed;
  }
  throw new Error(`clicks of ${managementUrl} do not reach the disk`);
}

/** Waits until a process that counts its own clicks has counted all that it took. */
export async function clicksThrough({ managementUrl }: Pick<Standalone, 'managementUrl'>): Promise<void> {
  const left = async (): Promise<number> =>
    (await totalAt(managementUrl, 'fleetlink_clicks_buffered')) +
    (await totalAt(managementUrl, 'fleetlink_click_spool_batches'));
  for (const giveUpAt = Date.now() + COUNT_MS_MAX; Date.now() < giveUpAt; await sleep(SETTLE_POLL_MS))
    if ((await left()) === 0) return;
  throw new Error(`clicks of ${managementUrl} are not counted`);
}
