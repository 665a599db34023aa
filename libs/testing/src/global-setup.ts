import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

// Jest loads this file outside its module system: it may import nothing but Node's own modules.

/** Starts one Postgres for the whole run; the projects that name this file share it. */
export default async function startTestPostgres(): Promise<void> {
  const source = (name: string): string => join(import.meta.dirname, name);
  const keeper = spawn(
    process.execPath,
    ['--import', source('source-hook.mjs'), source('server-keeper.ts')],
    {
      // A session of its own: Ctrl-C reaches Jest only, and the keeper still gets to clean up.
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
  const firstLine = once(createInterface(keeper.stdout), 'line');
  const ended = once(keeper, 'exit').then(() => {
    throw new Error('The Postgres of the tests did not start: see above.');
  });
  const [url] = (await Promise.race([firstLine, ended])) as [string];
  ended.catch(() => undefined);
  process.env['FLEETLINK_TEST_POSTGRES_URL'] = url;
  Object.assign(globalThis, { testPostgresKeeper: keeper });
  keeper.unref();
}
