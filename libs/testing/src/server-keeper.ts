import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedServer } from '@fleetlink/postgres';

// The process that keeps the tests' Postgres. It ends when its standard input does, so that the server and its folder
// vanish with the test run however that ends: finished, interrupted or killed.

/** Fast instead of durable: the data live as long as the run. Every test file has pools of its own. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
};

// A run that was killed while this process began no longer reads: that must not end it before it has cleaned up.
process.stdout.on('error', () => undefined);

const folder = await mkdtemp(join(tmpdir(), 'fleetlink-test-'));
try {
  // Under root the server runs as another user, who must be able to pass through.
  await chmod(folder, 0o711);
  const server = await EmbeddedServer.start({
    dataFolder: join(folder, 'data'),
    holder: 'test run',
    settings: SETTINGS,
  });
  process.stdout.write(`${server.url('postgres')}\n`);
  await new Promise((resolve) => process.stdin.once('close', resolve).resume());
  await server.stop();
} finally {
  await rm(folder, { recursive: true, force: true });
}
