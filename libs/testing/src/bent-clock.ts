import { spawnSync } from 'node:child_process';
import { globSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARY = '/usr/lib/*/faketime/libfaketime.so.1';
const INSTALL = 'apt-get install -y --no-install-recommends libfaketime';

/** Test files that install at the same time wait for each other. */
const INSTALL_NOW = `${INSTALL} -o DPkg::Lock::Timeout=120`;

const libraryPath = (): string | undefined => globSync(LIBRARY)[0];
const canInstall = (): boolean =>
  process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;

/**
 * Installs libfaketime where it is missing and may be installed: on Debian and Ubuntu, as root.
 * @returns why no clock can be bent here, for tests that must be skipped; undefined where it can.
 */
export function whyNoBentClock(): string | undefined {
  // Package lists may be missing or old, as in a fresh container.
  if (libraryPath() === undefined && canInstall())
    shell(`${INSTALL_NOW} || (apt-get update && ${INSTALL_NOW})`);
  return libraryPath() === undefined ? `libfaketime is missing: sudo ${INSTALL}` : undefined;
}

/**
 * The wall clock of a process, moved while the process runs. Its steady clock and its timers go on as they are, as
 * they do when an operator or NTP sets the time.
 */
export class BentClock {
  private constructor(
    private readonly library: string,
    private readonly file: string,
  ) {}

  /** A clock that goes with the machine's until it is set. Its file lies in `folder`. */
  static in(folder: string): BentClock {
    const library = libraryPath();
    if (library === undefined) throw new Error(whyNoBentClock());
    const clock = new BentClock(library, join(folder, 'clock'));
    clock.set(0);
    return clock;
  }

  /** For the process whose clock it is. */
  get environment(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      // Else a step is seen up to ten seconds later.
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
  }

  /** From now on the clock is this far ahead of the machine's; behind it, below zero. */
  set(aheadMs: number): void {
    const sign = aheadMs < 0 ? '-' : '+';
    // Renamed, so that no process ever reads half of it.
    writeFileSync(`${this.file}.new`, `${sign}${Math.abs(aheadMs) / 1000}\n`);
    renameSync(`${this.file}.new`, this.file);
  }
}

function shell(command: string): void {
  spawnSync('sh', ['-c', `export DEBIAN_FRONTEND=noninteractive; ${command}`]);
}
