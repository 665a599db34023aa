import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAINTENANCE_DATABASE, socketUrl, withConnection } from './connection.js';
import { READY_POLL_MS, START_TIMEOUT_MS, STOP_TIMEOUT_MS } from './embedded-server.settings.js';
import { readPostmasterFile, type PostmasterFile } from './postmaster-file.js';
import { ServerLauncher, startFailure, type ServerRequest } from './server-launcher.js';

/** The running server of one cluster, whoever started it. */
export class Postmaster {
  private constructor(
    private readonly request: ServerRequest,
    private readonly file: PostmasterFile,
    /** True where the server was running before this process asked for it. */
    readonly adopted: boolean,
  ) {}

  /** Adopts the server that answers on the cluster's socket, or starts one; returns once it takes connections. */
  static async startOrAdopt(request: ServerRequest): Promise<Postmaster> {
    const launcher = new ServerLauncher(request);
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const answer = await ask(request.site.cluster);
      if (typeof answer === 'object') return new Postmaster(request, answer, answer.pid !== launcher.pid);
      if (Date.now() > deadline) throw await startFailure(request.site, 'did not become ready in time');
      if (answer === 'absent') await launcher.ensureRunning();
      await sleep(READY_POLL_MS);
    }
  }

  get pid(): number {
    return this.file.pid;
  }

  get socketFolder(): string {
    return this.file.socketFolder;
  }

  /** A fast shutdown; returns once Postgres has written its checkpoint and let go of the cluster. */
  async stop(): Promise<void> {
    if (await this.#claimsCluster()) await this.#shutDown();
    // A folder of its own was made for the socket where the home's path is too long.
    if (this.socketFolder !== this.request.site.home)
      await rm(this.socketFolder, { recursive: true, force: true });
  }

  // The signal is sent as the server's account: a file that this account can write must not aim root's signals.
  async #shutDown(): Promise<void> {
    const { site, binaries } = this.request;
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    const flags = ['stop', '-D', site.cluster, '-m', 'fast', '--no-wait'];
    const refusal = await site.account.run(binaries.pgCtl, flags).then(
      () => undefined,
      (error: Error) => error,
    );
    if (refusal && (await ask(site.cluster)) === 'absent') return;
    if (refusal) throw refusal;
    while (await this.#claimsCluster()) {
      if (Date.now() > deadline)
        throw await startFailure(site, 'is still shutting down and is left to finish');
      await sleep(READY_POLL_MS);
    }
  }

  // The postmaster removes its file last, and an adopted one cannot be waited for in any other way.
  async #claimsCluster(): Promise<boolean> {
    return (await readPostmasterFile(this.request.site.cluster))?.pid === this.pid;
  }
}

/**
 * Only a connection proves a server: its file may be stale, and its process id another program's. `busy` is a
 * server that answers but takes no work: it is starting, stopping or out of connections, and is waited for.
 */
async function ask(cluster: string): Promise<PostmasterFile | 'busy' | 'absent'> {
  const file = await readPostmasterFile(cluster);
  if (!file) return 'absent';
  try {
    const { rows } = await withConnection(socketUrl(file.socketFolder, MAINTENANCE_DATABASE), (client) =>
      client.query<{ folder: string }>(`SELECT current_setting('data_directory') AS folder`),
    );
    return rows[0]?.folder === cluster ? file : 'absent';
  } catch (error) {
    return isServerAnswer(error) ? 'busy' : 'absent';
  }
}

/** Postgres' own errors carry a severity and a SQLSTATE; those of a socket have only a code such as ENOENT. */
function isServerAnswer(error: unknown): boolean {
  return error instanceof Error && 'severity' in error;
}
