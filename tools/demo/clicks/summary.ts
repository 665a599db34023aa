import { setTimeout as sleep } from 'node:timers/promises';
import { Progress } from '../progress.ts';
import type { ServiceClient } from '../service.client.ts';

const POLL_MS = 100;

interface Summary {
  readonly clicks: number;
}

/** All clicks that the statistics have counted so far. */
export async function clicksCounted(client: ServiceClient): Promise<number> {
  return (await client.read<Summary>('/api/v1/stats/summary')).clicks;
}

export interface Awaited {
  readonly from: number;
  readonly clicks: number;
  /** Without a further click for so long, no more are expected. */
  readonly quietMs: number;
}

/** Waits until so many more clicks are counted, and returns how many were; fewer if they stop coming. */
export async function countedSince(
  client: ServiceClient,
  { from, clicks, quietMs }: Awaited,
): Promise<number> {
  const progress = new Progress('count', clicks);
  let changedAt = performance.now();
  let counted = (await clicksCounted(client)) - from;
  progress.set(counted);
  while (counted < clicks && performance.now() - changedAt < quietMs) {
    await sleep(POLL_MS);
    const next = (await clicksCounted(client)) - from;
    if (next !== counted) changedAt = performance.now();
    counted = next;
    progress.set(counted);
  }
  progress.end();
  return counted;
}

const SETTLED_MS = 300;

/** Waits until no further click is counted. */
export async function clicksSettled(client: ServiceClient): Promise<void> {
  let before = Number.NaN;
  for (let now = await clicksCounted(client); now !== before; now = await clicksCounted(client)) {
    before = now;
    await sleep(SETTLED_MS);
  }
}
