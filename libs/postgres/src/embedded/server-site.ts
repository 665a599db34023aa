import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EmbeddedServerError } from './embedded-server.errors.js';
import { SOCKET_PATH_BYTES_MAX, SOCKET_PORT, type SystemFolders } from './embedded-server.settings.js';
import { pathExists } from './path-exists.js';
import { isRoot, ServerAccount } from './server-account.js';

/** Where one embedded Postgres lives, and as whom. */
export interface ServerSite {
  readonly account: ServerAccount;
  /** A folder of mode 0700 that holds all the others and, where its path is short enough, the socket. */
  readonly home: string;
  /** PGDATA. It exists only whole: initdb works beside it. */
  readonly cluster: string;
  readonly logFile: string;
  readonly binariesCache: string;
  /** Set where the data had to be placed outside the data folder. */
  readonly notice?: string;
}

const HASH_LENGTH = 16;

/**
 * Data stays where it was first placed, under the account that owns it; only a folder without data is judged by
 * whether that account can reach it. Otherwise a changed permission would silently start an empty cluster.
 */
export async function chooseSite(dataFolder: string, system: SystemFolders): Promise<ServerSite> {
  const folder = await makeFolder(resolve(dataFolder));
  const inside = join(folder, 'postgres');
  const outside = join(system.data, shortHash(folder));
  const cache = isRoot() ? system.cache : folder;
  for (const home of [inside, outside]) {
    if (await holdsData(home)) return returnTo(home, cache, folder);
  }
  const account = await ServerAccount.choose();
  if (await makeHome(inside, account)) return siteAt(inside, account, cache);
  if (!isRoot()) throw new EmbeddedServerError(`This user cannot write in ${inside}. ${REMEDY}`);
  await makeFolder(system.data);
  if (await makeHome(outside, account))
    return siteAt(outside, account, cache, displaced(outside, account, folder));
  throw new EmbeddedServerError(
    `User ${account.name} can write neither in ${inside} nor in ${outside}. ${REMEDY}`,
  );
}

const REMEDY = 'Set DATA_DIR to a folder that it can enter, or start Fleetlink as a plain user.';

async function returnTo(home: string, cache: string, folder: string): Promise<ServerSite> {
  const { uid, gid } = await stat(home);
  const account = await ServerAccount.owner(uid, gid);
  if (!(await account.canWriteIn(home))) {
    throw new EmbeddedServerError(
      `The data in ${home} belong to user id ${uid}, as whom this process cannot use them. ` +
        'Start Fleetlink as that user, let that user enter every folder above, or set another DATA_DIR.',
    );
  }
  const notice = home.startsWith(`${folder}/`) ? undefined : displaced(home, account, folder);
  return siteAt(home, account, cache, notice);
}

function siteAt(home: string, account: ServerAccount, cache: string, notice?: string): ServerSite {
  return {
    account,
    home,
    cluster: join(home, 'cluster'),
    logFile: join(home, 'postgres.log'),
    binariesCache: cache,
    ...(notice && { notice }),
  };
}

function displaced(home: string, account: ServerAccount, folder: string): string {
  return (
    `Postgres refuses to run as root, and ${account.name} cannot enter ${folder}: ` +
    `the database is kept in ${home}. Back up that folder.`
  );
}

/** Others may pass through what root creates here, since the server's account is one of them, but not list it. */
async function makeFolder(folder: string): Promise<string> {
  const mode = isRoot() ? 0o711 : 0o700;
  const created = await mkdir(folder, { recursive: true, mode }).catch((error: Error) => {
    throw new EmbeddedServerError(`Cannot create the folder ${folder}: ${error.message}`, { cause: error });
  });
  if (created) await chmod(folder, mode);
  return realpath(folder);
}

/** The home appears only once its account owns and reaches it, so that two first starts choose alike. */
async function makeHome(home: string, account: ServerAccount): Promise<boolean> {
  if (await pathExists(home)) return account.canWriteIn(home);
  const staging = await mkdtemp(`${home}.new-`).catch((error: Error) => {
    throw new EmbeddedServerError(`Cannot create the folder ${home}: ${error.message}`, { cause: error });
  });
  try {
    await account.own(staging);
    if (!(await account.canWriteIn(staging))) return false;
    await rename(staging, home).catch(() => undefined);
    return await account.canWriteIn(home);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * The folder of the socket: the home, or a short one under the temporary folder where the path would not fit.
 * It has a fixed name, so a stranger might have made it first: then it is refused.
 */
export async function chooseSocketFolder({ home, account }: ServerSite): Promise<string> {
  const name = `fleetlink-${shortHash(home)}`;
  const candidates = [home, join(tmpdir(), name), join('/tmp', name)];
  const folder = candidates.find((candidate) => socketPathFits(candidate));
  if (!folder)
    throw new EmbeddedServerError(`No folder is short enough for a socket: ${candidates.join(', ')}`);
  if (folder === home) return home;
  await mkdir(folder, { mode: 0o700 }).then(
    () => account.own(folder),
    () => undefined,
  );
  const found = await lstat(folder);
  const owner = await stat(home);
  if (!found.isDirectory() || found.uid !== owner.uid || (found.mode & 0o077) !== 0) {
    throw new EmbeddedServerError(`${folder} is not a private folder of uid ${owner.uid}: remove it.`);
  }
  return folder;
}

function socketPathFits(folder: string): boolean {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${SOCKET_PORT}`)) <= SOCKET_PATH_BYTES_MAX;
}

function shortHash(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, HASH_LENGTH);
}

/** A home that this user may not look into counts as full: it is somebody's. */
async function holdsData(home: string): Promise<boolean> {
  return stat(join(home, 'cluster')).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'EACCES',
  );
}
