import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Database, postgresSettings } from '@fleetlink/postgres';
import { readSettings } from '@fleetlink/settings';
import {
  temporaryFolder,
  testDatabase,
  waitFor,
  type TemporaryFolder,
  type TestDatabase,
} from '@fleetlink/testing';
import { Client } from './client.fixture.js';
import { launchProcess, type ServiceProcess } from './process.fixture.js';

const run = promisify(execFile);
const CLI = join(import.meta.dirname, '../../../cli/dist/main.js');
const READY_WITHIN_MS = 60_000;

/** The shortest that the setting allows. */
export const LEASE_TTL_MS = 6000;

/** One create process as its operator sees it. */
export class CreateProcess {
  readonly client: Client;

  constructor(
    readonly service: ServiceProcess,
    key: string,
  ) {
    this.client = new Client(service.url, { authorization: `Bearer ${key}` });
  }

  get isRunning(): boolean {
    return this.service.child.exitCode === null && this.service.child.signalCode === null;
  }

  async ready(): Promise<this> {
    await this.probed('ready', (trouble) => trouble === undefined);
    return this;
  }

  /** Waits until the probe says `reason`. */
  async notReady(reason: string | RegExp): Promise<void> {
    await this.probed(`not ready as ${reason}`, (trouble = '') =>
      typeof reason === 'string' ? trouble.includes(reason) : reason.test(trouble),
    );
  }

  private async probed(wanted: string, isSo: (trouble: string | undefined) => boolean): Promise<void> {
    let told: string | undefined;
    const probe = async () => isSo((told = await this.troubleAt('readyz')));
    await waitFor(probe, { timeoutMs: READY_WITHIN_MS }).catch((error: unknown) => {
      throw new Error(`not ${wanted}, but ${told}:\n${this.service.output()}`, { cause: error });
    });
  }

  /** What the probe says about the worker lease when it fails; `away` before the process listens. */
  async troubleAt(probe: 'readyz' | 'startupz'): Promise<string | undefined> {
    const answer = await fetch(`${this.service.managementUrl}/${probe}`).catch(() => undefined);
    if (!answer) return 'away';
    const { error } = (await answer.json()) as { error: Record<string, { reason: string }> };
    return answer.ok ? undefined : (error['worker-lease']?.reason ?? JSON.stringify(error));
  }

  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.service.managementUrl}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  }
}

/** Create processes on one catalog and two shards of their own. */
export class CreateFleet {
  readonly processes: CreateProcess[] = [];
  private started = 0;

  private constructor(
    readonly folder: TemporaryFolder,
    private readonly catalog: Database,
    private readonly shards: readonly Database[],
    private readonly servers: readonly TestDatabase[],
    private readonly environment: Readonly<Record<string, string>>,
    private readonly key: string,
  ) {}

  static async make(): Promise<CreateFleet> {
    const servers = await Promise.all(
      [0, 1, 2].map(() => testDatabase({ template: 'empty', prepare: async () => {} })),
    );
    const [catalog, ...shards] = servers.map(({ url }) => url);
    const environment = {
      CATALOG_DATABASE_URL: catalog!,
      SHARDS: JSON.stringify(shards.map((primary, index) => ({ name: `shard-${index}`, primary }))),
      CODE_KEY: randomBytes(16).toString('hex'),
      SNOWFLAKE_LEASE_TTL_MS: String(LEASE_TTL_MS),
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'warn',
    };
    await fleetlink(environment, 'migrate');
    const key = await fleetlink(environment, 'keys', 'create', '--name', 'load');
    const { settings } = readSettings({ settings: postgresSettings }, {});
    const open = (name: string, url: string) => new Database({ name, url, settings });
    return new CreateFleet(
      await temporaryFolder(),
      open('catalog', catalog!),
      shards.map((url, index) => open(`shard-${index}`, url)),
      servers,
      environment,
      key.trim(),
    );
  }

  /** Starts a process, which may not become ready. */
  async launch(environment: Readonly<Record<string, string>> = {}): Promise<CreateProcess> {
    const dataDir = join(this.folder.path, `create-${(this.started += 1)}`);
    await mkdir(dataDir);
    const service = await launchProcess({
      app: 'create',
      dataDir,
      environment: { ...this.environment, ...environment },
    });
    const launched = new CreateProcess(service, this.key);
    this.processes.push(launched);
    return launched;
  }

  /** Lets nobody take or renew a lease before the returned function is called. */
  async lockLeases(): Promise<() => Promise<void>> {
    const [locked, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const ended = this.catalog.transaction(async (session) => {
      await session.query({ text: 'LOCK TABLE worker_lease IN EXCLUSIVE MODE' });
      locked.resolve();
      await released.promise;
    });
    await Promise.race([locked.promise, ended]);
    return () => {
      released.resolve();
      return ended;
    };
  }

  /** Ids of all links of all shards, as they are stored. */
  async storedIds(): Promise<string[]> {
    const rows = await Promise.all(
      this.shards.map((shard) => shard.query<{ id: string }>({ text: 'SELECT id FROM link' })),
    );
    return rows.flat().map(({ id }) => id);
  }

  /** How often a primary key refused an id, in the processes that still answer. */
  async idConflicts(): Promise<number> {
    const running = this.processes.filter(({ isRunning }) => isRunning);
    const counts = await Promise.all(running.map((one) => one.metric('fleetlink_id_conflicts_total')));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async endProcesses(): Promise<void> {
    const running = this.processes.splice(0).filter(({ isRunning }) => isRunning);
    await Promise.all(running.map(({ service }) => service.end('SIGKILL')));
    await this.catalog.query({
      text: `UPDATE worker_lease SET leased_until = '-infinity' WHERE holder = 'elsewhere'`,
    });
  }

  /** Leaves so many worker ids: the others are held elsewhere, as far as the catalog can tell. */
  async leaveWorkers(count: number): Promise<void> {
    await this.catalog.query(
      {
        text: `UPDATE worker_lease SET holder = 'elsewhere', leased_until = 'infinity' WHERE worker_id >= $1`,
      },
      [count],
    );
  }

  async drop(): Promise<void> {
    await this.endProcesses();
    await Promise.all([this.catalog, ...this.shards].map((database) => database.close()));
    await Promise.all(this.servers.map((server) => server.drop()));
    await this.folder.remove();
  }
}

async function fleetlink(environment: Readonly<Record<string, string>>, ...words: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [CLI, ...words], {
    env: { PATH: process.env['PATH'], ...environment },
  });
  return stdout;
}
