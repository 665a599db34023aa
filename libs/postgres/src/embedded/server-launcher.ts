import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedServerError } from './embedded-server.errors.js';
import { SOCKET_PORT, TAKEOVER_PAUSE_MS, TAKEOVER_TIMEOUT_MS } from './embedded-server.settings.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { disownStaleFiles, isClaimed } from './postmaster-file.js';
import { openServerLog, tailServerLog } from './server-log.js';
import { chooseSocketFolder, type ServerSite } from './server-site.js';

export interface ServerRequest {
  readonly site: ServerSite;
  readonly binaries: PostgresBinaries;
  readonly settings: Readonly<Record<string, string>>;
}

/** Starts Postgres, and starts it again for a few seconds where the cluster still looks taken. */
export class ServerLauncher {
  #child: ChildProcess | undefined;
  #giveUpAt = Infinity;

  constructor(private readonly request: ServerRequest) {}

  /** Process id of the last postmaster started here. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async ensureRunning(): Promise<void> {
    if (isRunning(this.#child)) return;
    if (this.#child) await this.#makeWay();
    this.#child = await launch(this.request);
  }

  // A claimed cluster may still become free or ready: a killed postmaster lingers, and another process may have
  // been quicker. An unclaimed one was refused for good, because of a wrong setting for example.
  async #makeWay(): Promise<void> {
    const { site } = this.request;
    this.#giveUpAt = Math.min(this.#giveUpAt, Date.now() + TAKEOVER_TIMEOUT_MS);
    if (!(await isClaimed(site.cluster)) || Date.now() > this.#giveUpAt) {
      throw await startFailure(site, 'did not start');
    }
    await disownStaleFiles(site.cluster, await chooseSocketFolder(site));
    await sleep(TAKEOVER_PAUSE_MS);
  }
}

/** What went wrong, with the end of Postgres' own log. */
export async function startFailure(site: ServerSite, what: string): Promise<EmbeddedServerError> {
  const tail = await tailServerLog(site);
  return new EmbeddedServerError(
    `Postgres in ${site.home} ${what}. Its log, ${site.logFile}, ends:\n${tail}`,
  );
}

async function launch({ site, binaries, settings }: ServerRequest): Promise<ChildProcess> {
  const all: Record<string, string> = {
    ...settings,
    listen_addresses: '',
    port: String(SOCKET_PORT),
    // A quoted name, because the setting is a list with commas.
    unix_socket_directories: `"${(await chooseSocketFolder(site)).replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return openServerLog(site, (descriptor) =>
    site.account.launch(binaries.postgres, ['-D', site.cluster, ...flags], descriptor),
  );
}

function isRunning(child: ChildProcess | undefined): boolean {
  return child?.exitCode === null && child.signalCode === null;
}
