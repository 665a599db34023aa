import { expect, test } from '@jest/globals';
import type { PostgresNode } from '../plan/fleet-node.ts';
import { FLEET_DEFAULTS, planFleet } from '../plan/fleet-plan.ts';
import { serverSettings } from './server-settings.ts';

const [upstream, node] = planFleet({ ...FLEET_DEFAULTS, proxied: ['shard-0'] }).slice(1) as PostgresNode[];

test('a replica follows its primary past the proxy and gives its own name', () => {
  const settings = serverSettings({ node: node!, upstream: upstream!, major: 15 });
  expect(settings).toContain('port = 8061\n');
  expect(settings).toContain('host=127.0.0.1 port=8060 user=fleetlink application_name=shard-0-replica-0');
});

test('settings that an older release does not know stay out', () => {
  expect(serverSettings({ node: node!, upstream: upstream!, major: 17 })).not.toContain('io_method');
  expect(serverSettings({ node: node!, upstream: upstream!, major: 18 })).toContain('io_method = sync\n');
});
