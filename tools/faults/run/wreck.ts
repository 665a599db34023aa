import { cpSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../rig/record/rig-folder.ts';
import type { Rig } from '../../rig/rig-fleet.ts';
import { told } from './verdict-lines.ts';
import type { Verdict } from './verdict.ts';

/** Ignored by git. */
const WRECKS_FOLDER = join(ROOT, '.faults');

/** What is kept of a failed run: its history, its verdict, the logs of every node. */
export class Wreck {
  readonly path: string;

  /** Of the last run of this scenario with this seed; one before it is replaced. */
  constructor(id: string, seed: number) {
    this.path = join(WRECKS_FOLDER, `${id}-${seed}`);
    rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.path, { recursive: true });
  }

  get historyFile(): string {
    return join(this.path, 'history.jsonl');
  }

  async keep(rig: Rig, verdict: Verdict): Promise<void> {
    writeFileSync(join(this.path, 'verdict.txt'), told(verdict));
    const status = await rig.status().catch((error: Error) => error.message);
    writeFileSync(join(this.path, 'status.json'), JSON.stringify(status, null, 2));
    cpSync(rig.site.folder.logs, join(this.path, 'logs'), { recursive: true });
  }

  discard(): void {
    rmSync(this.path, { recursive: true, force: true });
    if (existsSync(WRECKS_FOLDER) && readdirSync(WRECKS_FOLDER).length === 0) rmdirSync(WRECKS_FOLDER);
  }
}
