import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedServer, type EmbeddedServerOptions } from '@fleetlink/postgres';
import { Client } from 'pg';

const run = promisify(execFile);

/** Fast instead of durable. Commits wait for their log, or a replica would not hear of them for 200 ms. */
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '16MB',
  wal_retrieve_retry_interval: '100ms',
};

/** One server of a primary and its replicas; a test may kill it and start it again. */
export interface ReplicatedNode {
  url(database: string): string;
  /** As a power cut would: nothing is flushed, nobody is told. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

export interface TestReplica extends ReplicatedNode {
  /** It goes on receiving the log, and shows nothing of it. */
  pauseReplay(): Promise<void>;
  resumeReplay(): Promise<void>;
}

export interface ReplicatedServer {
  readonly primary: ReplicatedNode;
  readonly replicas: readonly TestReplica[];
  ensureDatabase(name: string): Promise<void>;
  remove(): Promise<void>;
}

/** A Postgres of the caller's own with streaming replicas: copies of one clean cluster that follow it from its start. */
export async function replicatedServer(replicaCount: number): Promise<ReplicatedServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fleetlink-test-'));
  // Under root the servers run as another user, who must be able to pass through.
  await chmod(folder, 0o711);
  const primary = new Node({ dataFolder: join(folder, 'primary'), holder: 'test', settings: SETTINGS });
  await primary.start();
  await primary.stop();
  const replicas = await Promise.all(
    Array.from({ length: replicaCount }, (_, index) => copyOf(primary, join(folder, `replica-${index}`))),
  );
  await Promise.all([primary, ...replicas].map((node) => node.start()));
  return {
    primary,
    replicas,
    ensureDatabase: (name) => primary.server.ensureDatabase(name),
    remove: async () => {
      await Promise.all([primary, ...replicas].map((node) => node.kill()));
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function copyOf({ options, socketFolder }: Node, dataFolder: string): Promise<Replica> {
  // Owners and modes are kept: Postgres refuses a folder that is not its own.
  await run('cp', ['-a', options.dataFolder, dataFolder]);
  await writeFile(join(dataFolder, 'postgres', 'cluster', 'standby.signal'), '');
  const conninfo = `host=${socketFolder} port=5432 user=fleetlink dbname=postgres`;
  return new Replica({ ...options, dataFolder, settings: { ...SETTINGS, primary_conninfo: conninfo } });
}

class Node implements ReplicatedNode {
  private running: EmbeddedServer | undefined;
  private folder = '';

  constructor(readonly options: EmbeddedServerOptions) {}

  get server(): EmbeddedServer {
    if (!this.running) throw new Error(`The server in ${this.options.dataFolder} is not running.`);
    return this.running;
  }

  /** Known from the first start on, and the same ever after. */
  get socketFolder(): string {
    return this.folder;
  }

  url(database: string): string {
    return `postgresql://fleetlink@${encodeURIComponent(this.folder)}:5432/${database}?sslmode=disable`;
  }

  async start(): Promise<void> {
    this.running ??= await EmbeddedServer.start(this.options);
    this.folder = this.running.socketFolder;
  }

  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }

  async kill(): Promise<void> {
    if (!this.running) return;
    process.kill(this.running.pid, 'SIGQUIT');
    await this.stop();
  }
}

class Replica extends Node implements TestReplica {
  async pauseReplay(): Promise<void> {
    await this.ask('SELECT pg_wal_replay_pause()');
    while ((await this.ask('SELECT pg_get_wal_replay_pause_state() AS it')) !== 'paused');
  }

  async resumeReplay(): Promise<void> {
    await this.ask('SELECT pg_wal_replay_resume()');
  }

  private async ask(statement: string): Promise<unknown> {
    const client = new Client({ connectionString: this.server.url('postgres') });
    await client.connect();
    try {
      return (await client.query<{ it: unknown }>(statement)).rows[0]?.it;
    } finally {
      await client.end();
    }
  }
}
