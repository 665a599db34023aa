/** The processes of this machine, read from /proc (proc(5)): the rig runs on Linux only. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** `S` sleeping, `R` running, `T` stopped, `Z` ended and not yet collected … */
  readonly state: string;
  /** Clock ticks from the boot to its start: together with the pid, it names a process for good. */
  readonly startTicks: number;
}

/** Undefined for a process that has ended, collected by its parent or not. */
export function processOf(pid: number): ProcessEntry | undefined {
  const entry = entryIn(readIfThere(`/proc/${pid}/stat`));
  return entry === undefined || isOver(entry) ? undefined : entry;
}

/** The process and all below it, parents first. */
export function treeOf(pid: number): ProcessEntry[] {
  const root = processOf(pid);
  if (root === undefined) return [];
  const tree = [root];
  const all = allProcesses();
  for (const { pid: parent } of tree) tree.push(...all.filter((entry) => entry.parent === parent));
  return tree;
}

/** Memory of its own plus its part of what it shares (PSS): sums over processes are honest. */
export function proportionalBytes(pid: number): number {
  const [, kilobytes = '0'] = /^Pss:\s+(\d+) kB$/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`)) ?? [];
  return Number(kilobytes) * 1024;
}

/** Changes with every boot of the machine, which starts pids and ticks anew. */
export function bootId(): string {
  return readIfThere('/proc/sys/kernel/random/boot_id').trim();
}

/** One line of /proc/PID/stat. The name in brackets may hold spaces and brackets itself. */
export function entryIn(stat: string): ProcessEntry | undefined {
  const end = stat.lastIndexOf(')');
  if (end < 0) return undefined;
  const fields = stat.slice(end + 2).split(' ');
  return {
    pid: Number.parseInt(stat, 10),
    state: fields[0] ?? '',
    parent: Number(fields[1]),
    startTicks: Number(fields[19]),
  };
}

function allProcesses(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => entryIn(readIfThere(`/proc/${pid}/stat`)))
    .filter((entry) => entry !== undefined)
    .filter((entry) => !isOver(entry));
}

function isOver({ state }: ProcessEntry): boolean {
  return state === 'Z' || state === 'X';
}

/** Empty when the process ended in the meantime, or belongs to somebody else. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
