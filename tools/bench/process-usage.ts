/** What a process uses, as Linux tells it; NaN elsewhere. */
import { readFile } from 'node:fs/promises';

/** USER_HZ, which Linux has fixed at 100 for every program outside of the kernel. */
export const TICK_MS = 10;

/** Time on a processor since the start of the process, user and system together. */
export async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return processorMsIn(stat);
}

/** Fields 14 and 15 of proc(5), counted from behind the name, which may hold spaces. */
export function processorMsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? Number.NaN) + Number(fields[12] ?? Number.NaN)) * TICK_MS;
}

/** Memory that is really held, in megabytes. */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return residentMegabytesIn(status);
}

export function residentMegabytesIn(status: string): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(kilobytes ?? Number.NaN) / 1024;
}
