import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { waitFor } from '@fleetlink/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { redisAvailable } from './redis-binaries.js';
import { redisCli } from './redis-cli.js';
import type { TestRedisNode } from './redis-keeper.js';
import { testRedisCluster, type TestRedisCluster } from './test-redis-cluster.js';

/** Without Redis these are reported as skipped. */
const describeRedis = redisAvailable() ? describe : describe.skip;
const INSTALL_TIMEOUT_MS = 180_000;

const ask = ({ host, port }: TestRedisNode, ...words: string[]): Promise<string> =>
  redisCli('-h', host, '-p', `${port}`, ...words);
/** CONFIG GET answers with the name and the value. */
const configured = async (node: TestRedisNode, name: string): Promise<string> =>
  (await ask(node, 'CONFIG', 'GET', name)).split('\n')[1]!;
const isGone = (node: TestRedisNode): Promise<boolean> =>
  ask(node, 'PING')
    .then(() => false)
    .catch(() => true);

describeRedis('testRedisCluster', () => {
  let cluster: TestRedisCluster;
  let startMs: number;

  beforeAll(async () => {
    const beganMs = performance.now();
    cluster = await testRedisCluster({ kind: 'state' });
    startMs = performance.now() - beganMs;
  }, INSTALL_TIMEOUT_MS);
  afterAll(() => cluster?.stop());

  it('is three masters with a replica each, soon', async () => {
    const roles = await Promise.all(cluster.nodes.map((node) => ask(node, 'ROLE')));
    const masters = roles.filter((role) => role.startsWith('master'));
    expect([roles.length, masters.length]).toEqual([6, 3]);
    expect(startMs).toBeLessThan(4000);
  });

  it('is set up as its kind asks for: state is never evicted and is on disk', async () => {
    const [node] = cluster.nodes;
    expect(await configured(node!, 'maxmemory-policy')).toBe('noeviction');
    expect(await configured(node!, 'appendonly')).toBe('yes');
  });

  it('lets a replica take over, and the data with it', async () => {
    const master = await cluster.masterOf('kept');
    await ask(master, 'SET', 'kept', 'value');
    const next = await cluster.failover(master);
    expect(await cluster.masterOf('kept')).toEqual(next);
    expect(await ask(next, 'GET', 'kept')).toBe('value');
  });

  it('comes back from a loss of all nodes', async () => {
    await cluster.down();
    expect(await Promise.all(cluster.nodes.map(isGone))).not.toContain(false);
    await cluster.up();
    expect(await ask(await cluster.masterOf('kept'), 'GET', 'kept')).toBe('value');
  });

  it('leaves nothing behind when its process is killed, stopped nodes included', async () => {
    const hook = join(import.meta.dirname, '../../../testing/src/source-hook.mjs');
    const script = join(import.meta.dirname, 'hold-cluster.fixture.mjs');
    const holder = spawn(process.execPath, ['--import', hook, script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(holder.stdout), 'line')) as [string];
    const nodes = JSON.parse(line) as TestRedisNode[];
    const folder = await configured(nodes[0]!, 'dir');
    process.kill(Number(/process_id:(\d+)/.exec(await ask(nodes[1]!, 'INFO', 'server'))![1]), 'SIGSTOP');
    holder.kill('SIGKILL');
    await waitFor(async () => (await Promise.all(nodes.map(isGone))).every(Boolean));
    await waitFor(() => !existsSync(folder));
  });
});
