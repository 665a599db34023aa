import { describe, expect, it } from '@jest/globals';
import { logFaults } from './log-line.ts';

const service = {
  time: '2026-11-22T12:00:00.000Z',
  level: 'warn',
  name: 'lookup',
  msg: 'request not served',
};
const access = {
  time: '2026-11-22T12:00:00+00:00',
  name: 'gateway',
  requestId: 'a-1',
  traceId: '',
  client: '192.0.2.0',
  method: 'GET',
  path: '/x',
  status: 302,
  bytes: 0,
  seconds: 0.001,
  upstream: '10.0.0.1:8082',
  upstreamSeconds: '0.001',
  cache: 'MISS',
};
const cause = { type: 'Error', message: 'inner' };

describe('the schema of log lines', () => {
  it.each([
    ['the least', service],
    ['errors with their causes', { ...service, err: { type: 'Problem', message: 'm', stack: 's', cause } }],
    ['facts of any kind', { ...service, facts: { shard: 's1', lost: { clicks: 3 } } }],
    ['a redirect at the gateway', access],
    ['a client of IPv6', { ...access, client: '2001:db8:1::' }],
  ])('takes %s', (_, line) => {
    expect(logFaults(JSON.stringify(line))).toEqual([]);
  });

  it.each([
    ['a field of its own', { ...service, shard: 's1' }],
    ['a level of its own', { ...service, level: 'notice' }],
    ['a line of nobody', { ...service, name: 'other' }],
    ['a line without words', { ...service, msg: undefined }],
    ['a query', { ...service, path: '/x?token=1' }],
    ['what libraries hang on errors', { ...service, err: { ...cause, row: {} } }],
    ['deeper as well', { ...service, err: { ...cause, cause: { ...cause, row: {} } } }],
    ['a trace that is none', { ...service, traceId: '0' }],
    ['a status in words', { ...access, status: '302' }],
    ['a full address', { ...access, client: '192.0.2.17' }],
    ['a query at the gateway', { ...access, path: '/x?token=1' }],
    ['a time of day', { ...access, time: '12:00:00' }],
  ])('refuses %s', (_, line) => {
    expect(logFaults(JSON.stringify(line))).not.toEqual([]);
  });
});
