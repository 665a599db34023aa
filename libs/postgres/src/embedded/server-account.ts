import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, readFile, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { EmbeddedServerError } from './embedded-server.errors.js';
import { COMMAND_OUTPUT_BYTES_MAX, COMMAND_TIMEOUT_MS } from './embedded-server.settings.js';

const run = promisify(execFile);

/** Root runs Postgres as the first of these that exists: Postgres itself refuses uid 0. */
const UNPRIVILEGED_NAMES = ['postgres', 'nobody'];

// Our own environment stays out: PGPORT, PGDATA or a locale in it would change what initdb and postgres do.
const ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };

/** The operating system's account that Postgres runs under. */
export class ServerAccount {
  private constructor(
    readonly name: string,
    private readonly ids: { uid: number; gid: number } | undefined,
  ) {}

  /** The account of this process, or for root an unprivileged one. */
  static async choose(): Promise<ServerAccount> {
    return isRoot() ? ServerAccount.#unprivileged() : new ServerAccount('this user', undefined);
  }

  /** The account that owns existing data: only root can become it. */
  static async owner(uid: number, gid: number): Promise<ServerAccount> {
    if (!isRoot()) return new ServerAccount('this user', undefined);
    const row = (await passwdRows()).find((fields) => Number(fields[2]) === uid);
    return new ServerAccount(row?.[0] ?? `user id ${uid}`, { uid, gid });
  }

  static async #unprivileged(): Promise<ServerAccount> {
    const rows = await passwdRows();
    for (const name of UNPRIVILEGED_NAMES) {
      const row = rows.find((fields) => fields[0] === name);
      if (row) return new ServerAccount(name, { uid: Number(row[2]), gid: Number(row[3]) });
    }
    throw new EmbeddedServerError(
      `Postgres refuses to run as root, and /etc/passwd has no user named ${UNPRIVILEGED_NAMES.join(' or ')}. ` +
        'Start Fleetlink as a plain user, or add one: useradd --system postgres',
    );
  }

  /** Runs a command to its end and gives what it printed; its failure carries that text. */
  async run(file: string, args: readonly string[]): Promise<string> {
    try {
      const { stdout } = await run(file, args, {
        ...this.#spawnOptions(),
        timeout: COMMAND_TIMEOUT_MS,
        maxBuffer: COMMAND_OUTPUT_BYTES_MAX,
      });
      return stdout;
    } catch (error) {
      const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
      const output = `${stdout}${stderr}`.trim() || message;
      throw new EmbeddedServerError(`${file} failed when run as ${this.name}:\n${output}`, { cause: error });
    }
  }

  /** Starts a command that outlives this process, in its own session so that Ctrl-C does not reach it. */
  async launch(file: string, args: readonly string[], logDescriptor: number): Promise<ChildProcess> {
    const child = spawn(file, args, {
      ...this.#spawnOptions(),
      detached: true,
      stdio: ['ignore', logDescriptor, logDescriptor],
    });
    await once(child, 'spawn');
    child.unref();
    return child;
  }

  /** Asks the operating system rather than mode bits, which miss ACLs, mounts and every parent folder. */
  async canWriteIn(folder: string): Promise<boolean> {
    return this.run('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder]).then(
      () => true,
      () => false,
    );
  }

  /** Hands over something this process has just created. */
  async own(created: string | FileHandle): Promise<void> {
    if (!this.ids) return;
    const { uid, gid } = this.ids;
    await (typeof created === 'string' ? chown(created, uid, gid) : created.chown(uid, gid));
  }

  // Not our own working folder: the account may be unable to enter it, and a server would keep it busy for good.
  #spawnOptions(): { cwd: string; env: NodeJS.ProcessEnv; uid?: number; gid?: number } {
    return { cwd: '/', env: ENVIRONMENT, ...this.ids };
  }
}

/** True where this process may act as another account. */
export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

async function passwdRows(): Promise<string[][]> {
  return (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
}
