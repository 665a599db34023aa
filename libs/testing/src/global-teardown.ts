import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

// Jest loads this file outside its module system: it may import nothing but Node's own modules.

/** Ends the Postgres of the run and waits until its folder is gone. */
export default async function stopTestPostgres(): Promise<void> {
  const { testPostgresKeeper: keeper } = globalThis as { testPostgresKeeper?: ChildProcess };
  if (!keeper || keeper.exitCode !== null || keeper.signalCode !== null) return;
  keeper.ref();
  const exit = once(keeper, 'exit');
  keeper.stdin?.end();
  await exit;
}
