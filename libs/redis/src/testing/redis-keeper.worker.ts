import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

// The process that keeps the Redis nodes of one test cluster. It ends when its standard input does, so that the nodes
// and their folder vanish with the test process however that ends: finished, interrupted or killed. Node runs this file
// as it is: only types that can be erased, and nothing imported but Node's own modules.

// Arguments for every node, and on standard input `start <port>`. It answers `started <port> <pid>` and `ended <port>`.
const everyNode = process.argv.slice(2);
const running = new Map<string, ChildProcess>();

// A test that was killed no longer reads: that must not end this process before it has cleaned up.
process.stdout.on('error', () => undefined);

const folder = await mkdtemp(join(tmpdir(), 'fleetlink-redis-'));
try {
  for await (const line of createInterface(process.stdin)) {
    const [, port] = /^start (\d+)$/.exec(line) ?? [];
    if (port !== undefined) await start(port);
  }
  await Promise.all([...running.values()].map(end));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** A node that comes back finds its folder as it left it. */
async function start(port: string): Promise<void> {
  const home = join(folder, port);
  await mkdir(home, { recursive: true });
  const own = ['--port', port, '--dir', home, '--logfile', join(home, 'redis.log')];
  const node = spawn('redis-server', [...own, ...everyNode], { stdio: 'ignore' });
  running.set(port, node);
  node.once('exit', () => {
    running.delete(port);
    process.stdout.write(`ended ${port}\n`);
  });
  process.stdout.write(`started ${port} ${node.pid}\n`);
}

/** Also one that was stopped: SIGKILL does not wait for SIGCONT. */
async function end(node: ChildProcess): Promise<void> {
  const exit = once(node, 'exit');
  node.kill('SIGKILL');
  await exit;
}
