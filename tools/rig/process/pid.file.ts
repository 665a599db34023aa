/**
 * Which process a node runs as. A pid alone is not enough: after a crash or a boot it may belong to a
 * stranger, who must never be signalled.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { bootId, processOf } from './process-table.ts';

interface Identity {
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
}

export class PidFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Call right after the spawn: what is not written down cannot be taken down. */
  write(pid: number): void {
    const startTicks = processOf(pid)?.startTicks ?? 0;
    const identity: Identity = { pid, startTicks, bootId: bootId() };
    writeFileSync(this.path, `${JSON.stringify(identity)}\n`, { mode: 0o644 });
  }

  /** The pid, as long as it is still that very process. */
  live(): number | undefined {
    const identity = this.#read();
    if (identity === undefined || identity.bootId !== bootId()) return undefined;
    return processOf(identity.pid)?.startTicks === identity.startTicks ? identity.pid : undefined;
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  #read(): Identity | undefined {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as Identity;
    } catch {
      return undefined;
    }
  }
}
