import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedServer, type EmbeddedServerOptions } from './embedded-server.js';

/** Small and fast: nothing here outlives its test. */
export const SCRATCH_SETTINGS = { fsync: 'off', full_page_writes: 'off', shared_buffers: '16MB' };

export interface HolderReport {
  readonly pid: number;
  readonly adopted: boolean;
  readonly notice?: string;
  readonly url: string;
  /** The message of a start that was refused; the rest is then missing. */
  readonly error?: string;
}

export interface Holder {
  readonly process: ChildProcess;
  readonly report: HolderReport;
}

/**
 * Servers, processes and folders of tests; `clear` leaves none of them behind. A file may keep two: one cleared after
 * each test, and one whose data folder lasts, since making a cluster is what takes the time.
 */
export class Scratch {
  readonly #folders: string[] = [];
  readonly #servers: EmbeddedServer[] = [];
  readonly #holders: ChildProcess[] = [];
  readonly #dataHomes = new Set<string>();

  async folder(mode = 0o711): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'fleetlink-test-'));
    await chmod(path, mode);
    this.#folders.push(path);
    return path;
  }

  async start(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
    this.#dataHomes.add(join(options.dataFolder, 'postgres'));
    const server = await EmbeddedServer.start(withDefaults(options));
    this.#dataHomes.add(server.socketFolder);
    this.#servers.push(server);
    return server;
  }

  /** The same in a process of its own, which a test may kill. */
  async hold(options: EmbeddedServerOptions, as: SpawnOptions = {}): Promise<Holder> {
    const hook = join(import.meta.dirname, '../../../testing/src/source-hook.mjs');
    const script = join(import.meta.dirname, 'hold-server.fixture.mjs');
    const args = ['--import', hook, script, JSON.stringify(withDefaults(options))];
    const env = { PATH: '/usr/bin:/bin', HOME: '/nonexistent' };
    const child = spawn(process.execPath, args, {
      cwd: '/',
      ...as,
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#holders.push(child);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const report = JSON.parse(line) as HolderReport;
    if (report.url) this.#dataHomes.add(decodeURIComponent(new URL(report.url).hostname));
    return { process: child, report };
  }

  async clear(): Promise<void> {
    for (const child of this.#holders.splice(0)) await killed(child, 'SIGKILL');
    for (const server of this.#servers.splice(0)) await server.stop().catch(() => undefined);
    for (const home of this.#dataHomes) await killPostmaster(home);
    for (const folder of this.#folders.splice(0))
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    this.#dataHomes.clear();
  }
}

// The system folders of the machine stay untouched, even by a test that fails.
function withDefaults(options: EmbeddedServerOptions): EmbeddedServerOptions {
  const system = join(dirname(options.dataFolder), 'system');
  const systemFolders = { cache: join(system, 'cache'), data: join(system, 'data') };
  return { settings: SCRATCH_SETTINGS, systemFolders, ...options };
}

/** Kills a child and waits for its end. */
export async function killed(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/** Ends a process that is no child of ours, and waits until it is gone. */
export async function endProcess(pid: number, signal: NodeJS.Signals): Promise<void> {
  process.kill(pid, signal);
  while (await isAlive(pid)) await sleep(10);
}

/** A zombie counts as gone: what has reaped it or not is not this test's matter. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat !== '' && !stat.slice(stat.lastIndexOf(')')).startsWith(') Z');
}

export async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function killPostmaster(home: string): Promise<void> {
  const file = await readFile(join(home, 'cluster', 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(file.split('\n')[0]);
  // A process id alone proves nothing: it may be another program's by now.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (command.includes(join(home, 'cluster'))) await endProcess(pid, 'SIGQUIT');
}
