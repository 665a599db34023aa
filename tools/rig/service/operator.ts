/** What an operator does to a new fleet: build, migrate, make a key. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../program/run-program.ts';
import { LAST_API_KEY, ROOT } from '../record/rig-folder.ts';
import type { RigSite } from '../record/rig-site.ts';
import { RigError } from '../rig-error.ts';
import { fleetEnvironment } from './fleet-environment.ts';

const PROJECTS = ['apps/cli', 'apps/create', 'apps/lookup', 'apps/stats', 'apps/edge'];
const BUILD_MS_MAX = 180_000;
const SCOPES = 'links:read,links:write,stats:read,admin';

/** Builds what has changed since the last time. */
export async function build(): Promise<void> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options = { cwd: ROOT, timeoutMs: BUILD_MS_MAX };
  await runProgram(process.execPath, [tsc, '-b', ...PROJECTS], options).catch((error: RigError) => {
    throw new RigError(error.message, 'mend the sources, or start without services: up --no-services', {
      cause: error,
    });
  });
}

export async function migrate(site: RigSite): Promise<void> {
  await fleetlink(site, 'migrate');
}

/** Makes the rig's key and leaves it where only its owner can read it. */
export async function makeApiKey(site: RigSite): Promise<void> {
  const key = await fleetlink(site, 'keys', 'create', '--name', 'rig', '--scopes', SCOPES);
  for (const file of [site.folder.apiKeyFile, LAST_API_KEY]) {
    // the mode of writeFile counts for new files only
    rmSync(file, { force: true });
    writeFileSync(file, `${key.trim()}\n`, { mode: 0o600 });
  }
}

async function fleetlink(site: RigSite, ...words: string[]): Promise<string> {
  const main = join(ROOT, 'apps/cli/dist/main.js');
  return runProgram(process.execPath, [main, ...words], { environment: fleetEnvironment(site), cwd: ROOT });
}
