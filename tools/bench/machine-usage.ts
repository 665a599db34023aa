/** What the whole machine uses, as Linux tells it; NaN elsewhere. */
import { readFile } from 'node:fs/promises';
import { treeOf } from '../rig/process/process-table.ts';
import { processorMs, TICK_MS } from './process-usage.ts';

/** Processor time of everything that ran since the boot. */
export async function busyMs(): Promise<number> {
  return busyMsIn(await readFile('/proc/stat', 'utf8').catch(() => ''));
}

/** proc(5), the first line: idle time, the fourth and fifth field, is left out, and guests, who are in the first two. */
export function busyMsIn(stat: string): number {
  const fields = (/^cpu .*$/m.exec(stat)?.[0] ?? '').split(/\s+/).slice(1, 9).map(Number);
  const busy = fields.filter((_, index) => index !== 3 && index !== 4);
  return busy.length === 0 ? Number.NaN : busy.reduce((sum, ticks) => sum + ticks, 0) * TICK_MS;
}

/** Processor time of processes and of those below them that are alive now. */
export async function treeProcessorMs(pids: readonly number[]): Promise<number> {
  const times = await Promise.all(pids.flatMap(treeOf).map(({ pid }) => processorMs(pid)));
  return times.reduce((sum, ms) => sum + ms, 0);
}
