/** Signals to a process and everything below it: what happens to a machine happens to all of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { processOf, treeOf } from './process-table.ts';

const POLL_MS = 10;

/** A process in the middle of a disk access stops only afterwards. */
const FREEZE_MS_MAX = 2_000;

/** SIGSTOP, until no child is left that was forked while its parent was being stopped. */
export async function freeze(pid: number): Promise<void> {
  for (const giveUpAt = Date.now() + FREEZE_MS_MAX; Date.now() < giveUpAt; await sleep(1)) {
    const running = treeOf(pid).filter(({ state }) => state !== 'T');
    if (running.length === 0) return;
    for (const entry of running) send(entry.pid, 'SIGSTOP');
  }
}

/** SIGCONT, children first, so that the parent finds them awake. */
export function thaw(pid: number): void {
  for (const entry of treeOf(pid).toReversed()) send(entry.pid, 'SIGCONT');
}

/** SIGKILL to all at once, as a power cut would have it; resolves when they are gone. */
export async function killTree(pid: number): Promise<void> {
  await freeze(pid);
  const tree = treeOf(pid);
  for (const entry of tree) send(entry.pid, 'SIGKILL');
  await Promise.all(tree.map((entry) => gone(entry.pid, entry.startTicks, Infinity)));
}

export interface EndRequest {
  readonly signal: NodeJS.Signals;
  readonly patienceMs: number;
}

/** Asks the process to end. False if it takes longer than `patienceMs`, or is stopped. */
export async function end(pid: number, { signal, patienceMs }: EndRequest): Promise<boolean> {
  const startTicks = processOf(pid)?.startTicks;
  if (startTicks === undefined) return true;
  send(pid, signal);
  return gone(pid, startTicks, patienceMs);
}

export function isFrozen(pid: number): boolean {
  return processOf(pid)?.state === 'T';
}

/** False if the process is gone. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function gone(pid: number, startTicks: number, patienceMs: number): Promise<boolean> {
  for (const giveUpAt = Date.now() + patienceMs; Date.now() < giveUpAt; await sleep(POLL_MS))
    if (processOf(pid)?.startTicks !== startTicks) return true;
  return false;
}
