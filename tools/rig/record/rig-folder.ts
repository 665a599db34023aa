/** Where a rig keeps what: one folder by port base in the clone, and one for the data of its servers. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PidFile } from '../process/pid.file.ts';

export const ROOT = join(import.meta.dirname, '../../..');

/** Ignored by git. */
export const RIGS_FOLDER = join(ROOT, '.rig');

/** The key of the rig that came up last, where the README says it is. */
export const LAST_API_KEY = join(RIGS_FOLDER, 'api-key');

export class RigFolder {
  readonly portBase: number;
  readonly path: string;

  constructor(portBase: number) {
    this.portBase = portBase;
    this.path = join(RIGS_FOLDER, String(portBase));
  }

  get recordFile(): string {
    return join(this.path, 'rig.json');
  }

  get apiKeyFile(): string {
    return join(this.path, 'api-key');
  }

  get pids(): string {
    return join(this.path, 'pids');
  }

  get logs(): string {
    return join(this.path, 'logs');
  }

  pidFile(name: string): PidFile {
    return new PidFile(join(this.pids, `${name}.json`));
  }

  logFile(name: string): string {
    return join(this.logs, `${name}.log`);
  }

  /**
   * Data of the servers. Postgres refuses to run as root, and its account can rarely enter a clone that
   * root made: then the data lie where services keep theirs.
   */
  get home(): string {
    return process.geteuid?.() === 0 ? `/var/lib/fleetlink-rig-${this.portBase}` : join(this.path, 'data');
  }
}

/** Port bases of the rigs of this clone, running or crashed. */
export function recordedPortBases(): number[] {
  if (!existsSync(RIGS_FOLDER)) return [];
  return readdirSync(RIGS_FOLDER)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((portBase) => existsSync(new RigFolder(portBase).recordFile))
    .toSorted((one, other) => one - other);
}
