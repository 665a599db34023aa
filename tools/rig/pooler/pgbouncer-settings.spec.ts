import { expect, test } from '@jest/globals';
import { FLEET_DEFAULTS, planFleet } from '../plan/fleet-plan.ts';
import { pgbouncerSettings } from './pgbouncer-settings.ts';

const nodes = planFleet({ ...FLEET_DEFAULTS, proxied: ['shard-0-replica-0'] });
const promoted = nodes.find(({ name }) => name === 'shard-0-replica-0');

test('leads to the server of the day, through the proxy before it, and limits its statements', () => {
  const settings = pgbouncerSettings({ port: 8_002, servers: new Map([['shard-0', promoted as never]]) });
  expect(settings).toContain(
    'shard-0 = host=127.0.0.1 port=8261 dbname=fleetlink user=fleetlink ' +
      "connect_query='SET statement_timeout = 30000'\n",
  );
  expect(settings).toContain('listen_port = 8002\n');
  expect(settings).toContain('pool_mode = transaction\n');
});
