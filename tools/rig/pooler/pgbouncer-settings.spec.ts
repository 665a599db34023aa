import { expect, test } from '@jest/globals';
import { FLEET_DEFAULTS, planFleet } from '../plan/fleet-plan.ts';
import { pgbouncerSettings } from './pgbouncer-settings.ts';

const nodes = planFleet({ ...FLEET_DEFAULTS, proxied: ['shard-0-replica-0'] });
const promoted = nodes.find(({ name }) => name === 'shard-0-replica-0');
const primaries = new Map([['shard-0', promoted as never]]);

test('leads to the primary of the day, through the proxy before it', () => {
  const settings = pgbouncerSettings({ port: 25_002, primaries, version: '1.18.0' });
  expect(settings).toContain('shard-0 = host=127.0.0.1 port=25261 dbname=fleetlink user=fleetlink\n');
  expect(settings).toContain('listen_port = 25002\n');
});

test.each([
  ['1.18.0', 'session'],
  ['1.20.1', 'session'],
  ['1.21.0', 'transaction'],
  ['2.0.0', 'transaction'],
])('%s pools by %s: an older one would lose prepared statements', (version, mode) => {
  expect(pgbouncerSettings({ port: 1, primaries, version })).toContain(`pool_mode = ${mode}\n`);
});
