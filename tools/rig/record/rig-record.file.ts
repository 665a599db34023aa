/** What a rig is, written down so that every later command finds it: `.rig/PORT-BASE/rig.json`. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { FleetOptions } from '../plan/fleet-plan.ts';
import type { Programs } from '../program/programs.ts';
import { RigError } from '../rig-error.ts';
import { recordedPortBases, RigFolder } from './rig-folder.ts';

export interface RigRecord {
  readonly options: FleetOptions;
  /** Settings of every service beside those that the rig makes: LOG_LEVEL, CLICK_OVERRIDES … */
  readonly settings: Readonly<Record<string, string>>;
  readonly programs: Programs;
  /** Folder of the servers' data. */
  readonly home: string;
  /** CODE_KEY of all services. */
  readonly codeKey: string;
  /** The node that takes the writes of each shard; promotions change it. */
  readonly primaries: Readonly<Record<string, string>>;
}

/** Claims the port base for this rig. @throws {RigError} when another one has it. */
export function claimRecord(record: RigRecord): void {
  const { portBase } = record.options;
  const folder = new RigFolder(portBase);
  mkdirSync(folder.pids, { recursive: true });
  mkdirSync(folder.logs, { recursive: true });
  try {
    // exclusive: of two `up` at the same moment one is told
    writeFileSync(folder.recordFile, textOf(record), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new RigError(
      `a rig on port base ${portBase} is already there`,
      `look at it: npm run rig -- status\nend it:     npm run rig -- down\nor start this one beside it: --port-base N`,
      { cause: error },
    );
  }
}

export function saveRecord(record: RigRecord): void {
  const { recordFile } = new RigFolder(record.options.portBase);
  writeFileSync(`${recordFile}.new`, textOf(record), { mode: 0o600 });
  renameSync(`${recordFile}.new`, recordFile);
}

/** The rig on this port base; without one, the only rig there is. */
export function readRecord(portBase?: number): RigRecord {
  const known = recordedPortBases();
  const wanted = portBase ?? (known.length === 1 ? known[0] : undefined);
  if (wanted !== undefined && known.includes(wanted))
    return JSON.parse(readFileSync(new RigFolder(wanted).recordFile, 'utf8')) as RigRecord;
  if (known.length === 0) throw new RigError('no rig is up', 'npm run rig -- up starts one');
  throw new RigError(
    wanted === undefined ? 'several rigs are up' : `no rig is up on port base ${wanted}`,
    `name one of them: --port-base ${known.join(', --port-base ')}`,
  );
}

function textOf(record: RigRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`;
}
