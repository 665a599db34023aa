import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Whose a spool folder is. The folder's name says it, so that one rename both claims and relabels it. */
export interface SpoolOwner {
  /** One boot of one machine, seen from one process namespace: only there a process number means something. */
  readonly machine: string;
  readonly pid: number;
  /** When the process started, in the kernel's ticks: process numbers come again. `0` where it cannot be told. */
  readonly startedAt: string;
}

export type Liveness = 'alive' | 'dead' | 'unknown';

const namePattern = /^([0-9a-f]+)_(\d+)_(\d+)_([0-9a-f]+)$/;

export function folderName({ machine, pid, startedAt }: SpoolOwner, unique: string): string {
  return `${machine}_${pid}_${startedAt}_${unique}`;
}

export function ownerOf(name: string): SpoolOwner | undefined {
  const [, machine, pid, startedAt] = namePattern.exec(name) ?? [];
  if (machine === undefined || pid === undefined || startedAt === undefined) return undefined;
  return { machine, pid: Number(pid), startedAt };
}

export function thisProcess(): SpoolOwner {
  const identity = textOf('/proc/sys/kernel/random/boot_id') + linkOf('/proc/self/ns/pid') || hostname();
  return {
    machine: createHash('sha256').update(identity).digest('hex').slice(0, 12),
    pid: process.pid,
    startedAt: startOf(process.pid) ?? '0',
  };
}

/** Whether `owner` still runs, seen from `me`: another machine's processes cannot be seen. */
export function livenessOf(owner: SpoolOwner, me: SpoolOwner): Liveness {
  if (owner.machine !== me.machine) return 'unknown';
  if (owner.pid === me.pid) return owner.startedAt === me.startedAt ? 'alive' : 'dead';
  if (me.startedAt !== '0') return startOf(owner.pid) === owner.startedAt ? 'alive' : 'dead';
  return answersSignals(owner.pid) ? 'alive' : 'dead';
}

/** Field 22 of /proc/pid/stat (proc(5)); undefined when there is no such process or it is a zombie. */
function startOf(pid: number): string | undefined {
  const text = textOf(`/proc/${pid}/stat`);
  const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? undefined : fields[18];
}

function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
