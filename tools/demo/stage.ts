import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DemoFault } from './demo-fault.ts';
import { Standalone, type App } from './standalone.server.ts';

/** Anyone may pass through: under root, Postgres runs as somebody else. */
const REACHABLE = 0o711;
const POSTGRES_STOP_MS_MAX = 15_000;

/** The folders and processes of one run; `clear` leaves none of them behind, also after Ctrl-C. */
export class Stage {
  readonly #folders: string[] = [];
  readonly #standalones: Standalone[] = [];
  readonly #dataFolders = new Set<string>();
  readonly #endings: (() => Promise<unknown>)[] = [];
  #clearing: Promise<void> | undefined;

  async folder(): Promise<string> {
    const path = await mkdtemp(join(await realpath(tmpdir()), 'fleetlink-demo-'));
    this.#folders.push(path);
    await chmod(path, REACHABLE);
    return path;
  }

  /** Starts a Fleetlink on this folder and waits until it serves. */
  async standalone(dataFolder: string, settings: Record<string, string> = {}): Promise<Standalone> {
    const standalone = await this.spawn(dataFolder, settings);
    await standalone.ready();
    return standalone;
  }

  /** Starts a lookup service beside the standalone of this folder; its clicks stay in the spool. */
  async lookup(dataFolder: string, settings: Record<string, string> = {}): Promise<Standalone> {
    const lookup = await this.spawn(dataFolder, { LOG_LEVEL: 'error', ...settings }, 'lookup');
    await lookup.ready();
    return lookup;
  }

  async spawn(
    dataFolder: string,
    settings: Record<string, string> = {},
    app: App = 'standalone',
  ): Promise<Standalone> {
    if (this.#clearing) throw new DemoFault('stopped');
    this.#dataFolders.add(dataFolder);
    const standalone = await Standalone.spawn(app, dataFolder, settings);
    this.#standalones.push(standalone);
    return standalone;
  }

  /** Ends something else that was started for this run, together with all that is here. */
  atClear(end: () => Promise<unknown>): void {
    this.#endings.push(end);
  }

  async clear(): Promise<void> {
    this.#clearing ??= this.#clear();
    return this.#clearing;
  }

  clearOnSignals(): void {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => {
        process.stdout.write('\nstopping what was started …\n');
        void this.clear().finally(() => process.exit(128 + constants.signals[signal]));
      });
    }
  }

  async #clear(): Promise<void> {
    try {
      await Promise.all(this.#endings.splice(0).map((end) => end()));
      for (const standalone of this.#standalones.splice(0)) await standalone.stop();
    } finally {
      for (const folder of this.#dataFolders) await stopPostgresOf(folder);
      const options = { recursive: true, force: true, maxRetries: 5 };
      for (const folder of this.#folders.splice(0)) await rm(folder, options);
    }
  }
}

/** After a kill -9 the database of a Fleetlink is still there. Its own file names it: process, then folder. */
async function stopPostgresOf(dataFolder: string): Promise<void> {
  const cluster = join(dataFolder, 'postgres', 'cluster');
  const file = join(cluster, 'postmaster.pid');
  const [pid, folder] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  if (folder !== cluster) return;
  signalled(Number(pid), 'SIGINT');
  for (const giveUpAt = Date.now() + POSTGRES_STOP_MS_MAX; Date.now() < giveUpAt; await sleep(50))
    if (!signalled(Number(pid), 0)) return;
}

function signalled(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
