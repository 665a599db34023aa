import { spawnSync } from 'node:child_process';

const INSTALL = 'apt-get install -y --no-install-recommends redis-server';

/** Test files that install at the same time wait for each other. */
const INSTALL_NOW = `${INSTALL} -o DPkg::Lock::Timeout=120`;

const works = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const isInstalled = (): boolean => works('redis-server') && works('redis-cli');
const canInstall = (): boolean => process.getuid?.() === 0 && works('apt-get');

/** True when tests can have a real Redis: it is there, or this process may install it. Specs skip otherwise. */
export function redisAvailable(): boolean {
  return isInstalled() || canInstall();
}

/**
 * Installs Redis if it is not there: on Debian and Ubuntu, as root.
 * @throws {Error} whose message is the command to run.
 */
export function ensureRedis(): void {
  if (isInstalled()) return;
  // Package lists may be missing or old, as in a fresh container.
  if (canInstall() && (shell(INSTALL_NOW) || shell(`apt-get update && ${INSTALL_NOW}`)) && isInstalled())
    return;
  throw new Error(`These tests need redis-server 7 or later in the PATH: sudo ${INSTALL}`);
}

function shell(command: string): boolean {
  return spawnSync('sh', ['-c', `export DEBIAN_FRONTEND=noninteractive; ${command}`]).status === 0;
}
