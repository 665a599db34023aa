import { expect, test } from '@jest/globals';
import type { RedisNode } from '../plan/fleet-node.ts';
import { FLEET_DEFAULTS, planFleet, select } from '../plan/fleet-plan.ts';
import { slotsOf } from './redis-cluster.ts';
import { redisSettings } from './redis-settings.ts';
import { fieldsOf } from './redis.client.ts';

const nodeOf = (name: string, proxied: string[] = []): RedisNode =>
  select(planFleet({ ...FLEET_DEFAULTS, proxied }), name)[0] as RedisNode;

test('three thirds are all the slots', () => {
  expect([0, 1, 2].map(slotsOf)).toEqual([
    ['0', '5460'],
    ['5461', '10921'],
    ['10922', '16383'],
  ]);
});

test('the cache may forget, the state may not', () => {
  const cache = redisSettings(nodeOf('redis-cache-0'), '/d');
  const state = redisSettings(nodeOf('redis-state-0'), '/d');
  expect(cache).toContain('maxmemory-policy allkeys-lru\n');
  expect(cache).toContain('appendonly no\n');
  expect(state).toContain('maxmemory-policy noeviction\n');
  expect(state).toContain('min-replicas-to-write 1\n');
  for (const settings of [cache, state]) expect(settings).toContain('repl-diskless-sync-delay 0\n');
});

test('clients are led to the proxy, the gossip past it', () => {
  const settings = redisSettings(nodeOf('redis-cache-1', ['redis-cache']), '/d');
  expect(settings).toContain('\nport 8101\n');
  expect(settings).toContain('cluster-announce-port 8301\n');
  expect(settings).toContain('cluster-announce-bus-port 8111\n');
  expect(redisSettings(nodeOf('redis-cache-1'), '/d')).not.toContain('announce');
});

test('INFO is read as Redis writes it', () => {
  const info = fieldsOf(
    '# Replication\r\nrole:slave\r\nmaster_host:127.0.0.1\r\nslave0:ip=::1,port=1\r\n\r\n',
  );
  expect([...info]).toEqual([
    ['role', 'slave'],
    ['master_host', '127.0.0.1'],
    ['slave0', 'ip=::1,port=1'],
  ]);
});
