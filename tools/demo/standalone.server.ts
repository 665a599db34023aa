import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DemoFault } from './demo-fault.ts';
import { freePorts } from './free-port.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The first start on a folder makes a database cluster. */
const START_MS_MAX = 120_000;
const STOP_MS_MAX = 40_000;
const POLL_MS = 20;
const OUTPUT_CHARACTERS_MAX = 4000;

/** All services in one process, or the lookup service alone on the databases of one. */
export type App = 'standalone' | 'lookup';

/** A Fleetlink in a process of its own, on free ports. */
export class Standalone {
  readonly url: string;
  readonly managementUrl: string;
  readonly #process: ChildProcess;
  #output = '';

  private constructor(child: ChildProcess, ports: Ports) {
    this.#process = child;
    this.url = `http://127.0.0.1:${ports.service}`;
    this.managementUrl = `http://127.0.0.1:${ports.management}`;
    const remember = (text: Buffer): void => {
      this.#output = (this.#output + text.toString()).slice(-OUTPUT_CHARACTERS_MAX);
    };
    child.stdout?.on('data', remember);
    child.stderr?.on('data', remember);
  }

  /** Resolves as soon as the process runs; `ready` waits until it serves. */
  static async spawn(app: App, dataFolder: string, settings: Record<string, string>): Promise<Standalone> {
    const main = join(ROOT, `apps/${app}/dist/main.js`);
    if (!existsSync(main))
      throw new DemoFault(`apps/${app} is not built yet`, 'npm run build, then try again');
    const [service, management] = await freePorts(2);
    const ports = { service: service!, management: management! };
    const child = spawn(process.execPath, [main], {
      env: { ...surroundings(), ...ownSettings(dataFolder, ports), ...settings },
      // in a group of its own: Ctrl-C asks the demo alone, and the demo asks the child to stop, once
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await once(child, 'spawn');
    return new Standalone(child, ports);
  }

  get pid(): number {
    return this.#process.pid!;
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  async ready(): Promise<void> {
    for (const giveUpAt = Date.now() + START_MS_MAX; Date.now() < giveUpAt; await sleep(POLL_MS)) {
      if (!this.isRunning) throw new DemoFault(`Fleetlink did not start:\n${this.#output.trim()}`);
      if (await isReady(this.managementUrl)) return;
    }
    throw new DemoFault(`Fleetlink was not ready within ${START_MS_MAX / 1000} s:\n${this.#output.trim()}`);
  }

  /** Asks it to stop. A process that does not is killed, and that is a fault. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    this.#process.kill('SIGTERM');
    const isStopped = await Promise.race([this.#end(), sleep(STOP_MS_MAX, false, { ref: false })]);
    if (isStopped) return;
    await this.kill();
    throw new DemoFault(`Fleetlink did not stop within ${STOP_MS_MAX / 1000} s:\n${this.#output.trim()}`);
  }

  /** kill -9 of this process alone; its Postgres lives on. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    this.#process.kill('SIGKILL');
    await this.#end();
  }

  async #end(): Promise<true> {
    if (this.isRunning) await once(this.#process, 'exit');
    return true;
  }
}

interface Ports {
  readonly service: number;
  readonly management: number;
}

function ownSettings(dataFolder: string, { service, management }: Ports): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: String(service),
    MANAGEMENT_PORT: String(management),
    DATA_DIR: dataFolder,
    LOG_LEVEL: 'warn',
    // one client sends all of this load
    RATE_LIMITS: 'off',
  };
}

/** Settings for another Fleetlink that this shell may hold stay out. */
function surroundings(): Record<string, string> {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  return { PATH, HOME, ...(TMPDIR !== '' && { TMPDIR }) };
}

async function isReady(managementUrl: string): Promise<boolean> {
  return fetch(`${managementUrl}/readyz`).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
}
