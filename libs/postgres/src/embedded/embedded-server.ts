import { createCluster } from './cluster.js';
import { MAINTENANCE_DATABASE, socketUrl, withConnection } from './connection.js';
import { DataFolderLock } from './data-folder-lock.js';
import { DataFolderTakenError, EmbeddedServerError } from './embedded-server.errors.js';
import {
  RESERVED_SETTINGS,
  SERVER_SETTINGS,
  START_ATTEMPTS_MAX,
  SYSTEM_FOLDERS,
  type SystemFolders,
} from './embedded-server.settings.js';
import { locatePackage, prepareBinaries } from './postgres-binaries.js';
import { Postmaster } from './postmaster.js';
import type { ServerRequest } from './server-launcher.js';
import { chooseSite } from './server-site.js';

export interface EmbeddedServerOptions {
  /** Made if missing. Postgres keeps its files in the folder `postgres` inside it. */
  readonly dataFolder: string;
  /** What this process is, for the message that refuses a second one. The process id is added. */
  readonly holder?: string;
  readonly log?: (message: string) => void;
  /** Postgres settings on top of the small defaults. An adopted server keeps those it was started with. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Called at most once, when this process no longer owns the data folder: it must stop writing. */
  readonly onLost?: (reason: string) => void;
  /** Where root keeps what its server's account cannot reach in the clone. */
  readonly systemFolders?: SystemFolders;
}

interface Parts {
  readonly postmaster: Postmaster;
  readonly lock: DataFolderLock;
  readonly notice: string | undefined;
}

const DATABASE_NAME = /^[a-z_][a-z0-9_]{0,62}$/;
const DUPLICATE_DATABASE = '42P04';
const UNIQUE_VIOLATION = '23505';

/** A Postgres of this process's own, from an npm package: no installation, no port, no password. */
export class EmbeddedServer {
  #stopping: Promise<void> | undefined;

  private constructor(private readonly parts: Parts) {}

  /**
   * Starts the server of a data folder, making the cluster at the first start and adopting a server that outlived
   * its process. Throws EmbeddedServerError: no package for the platform, a folder that cannot be used or is held
   * by another live process, or a server that does not start.
   */
  static async start(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
    const log = options.log ?? (() => undefined);
    const settings = allSettings(options.settings);
    const packageFolder = locatePackage();
    const site = await chooseSite(options.dataFolder, options.systemFolders ?? SYSTEM_FOLDERS);
    const binaries = await prepareBinaries(site.account, packageFolder, site.binariesCache);
    const notice = describePlaces(site.notice, binaries.copiedTo);
    if (notice) log(notice);
    const durable = settings['fsync'] !== 'off';
    if (await createCluster(site, binaries, { durable }))
      log(`Made a new Postgres cluster in ${site.cluster}`);
    const owned = await own({ site, binaries, settings }, options);
    const { adopted, pid } = owned.postmaster;
    log(`${adopted ? 'Adopted the running' : 'Started'} Postgres, process ${pid}, log ${site.logFile}`);
    return new EmbeddedServer({ ...owned, notice });
  }

  /** Process id of the postmaster. */
  get pid(): number {
    return this.parts.postmaster.pid;
  }

  /** True where the server was running before this process asked for it. */
  get adopted(): boolean {
    return this.parts.postmaster.adopted;
  }

  /** The folder of the unix socket, for `psql -h`. */
  get socketFolder(): string {
    return this.parts.postmaster.socketFolder;
  }

  /** A sentence for the person who started this: data or binaries lie elsewhere than expected, and where. */
  get notice(): string | undefined {
    return this.parts.notice;
  }

  /** Connection string of a database; it carries no secret. */
  url(database: string): string {
    return socketUrl(this.socketFolder, database);
  }

  /** Creates a database unless it exists. Names are lower-case letters, digits and `_`, at most 63. */
  async ensureDatabase(name: string): Promise<void> {
    if (!DATABASE_NAME.test(name))
      throw new EmbeddedServerError(`Not a database name: ${JSON.stringify(name)}`);
    await withConnection(this.url(MAINTENANCE_DATABASE), async (client) => {
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
      if (rowCount) return;
      await client.query(`CREATE DATABASE "${name}"`).catch((error: Error & { code?: string }) => {
        if (error.code !== DUPLICATE_DATABASE && error.code !== UNIQUE_VIOLATION) throw error;
      });
    });
  }

  /** Stops Postgres, unless the data folder has meanwhile gone to another process. Asking twice is harmless. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  // The lock is kept until Postgres is down: freed earlier, the next process would adopt a dying server.
  async #stop(): Promise<void> {
    const { lock, postmaster } = this.parts;
    lock.expectLoss();
    if (lock.held) await postmaster.stop();
    await lock.release();
  }
}

function allSettings(wanted: Readonly<Record<string, string>> = {}): Record<string, string> {
  const reserved = Object.keys(wanted).filter((name) => RESERVED_SETTINGS.includes(name));
  if (reserved.length)
    throw new EmbeddedServerError(`The launcher decides these settings: ${reserved.join(', ')}`);
  return { ...SERVER_SETTINGS, ...wanted };
}

function describePlaces(dataNotice: string | undefined, copiedTo: string | undefined): string | undefined {
  const copied =
    copiedTo && `The Postgres programs could not be run from node_modules: they were copied to ${copiedTo}.`;
  return [dataNotice, copied].filter(Boolean).join(' ') || undefined;
}

/**
 * A server is ours once the lock is. A refusal leaves the server alone, whoever started it: its holder needs it.
 * Any other failure means that the server went away between the two steps, stopped by its previous owner.
 */
async function own(
  request: ServerRequest,
  { dataFolder, holder = 'fleetlink', onLost = () => undefined }: EmbeddedServerOptions,
): Promise<{ postmaster: Postmaster; lock: DataFolderLock }> {
  for (let attempt = 1; ; attempt += 1) {
    const postmaster = await Postmaster.startOrAdopt(request);
    const url = socketUrl(postmaster.socketFolder, MAINTENANCE_DATABASE);
    try {
      const name = `${holder} pid ${process.pid}`;
      return { postmaster, lock: await DataFolderLock.acquire({ url, dataFolder, holder: name, onLost }) };
    } catch (error) {
      if (error instanceof DataFolderTakenError || attempt === START_ATTEMPTS_MAX) throw error;
    }
  }
}
