import { readSettings } from '@fleetlink/settings';
import { describe, expect, it } from '@jest/globals';
import { redisSettings } from './redis.settings.js';

const read = (environment: Record<string, string>) =>
  readSettings({ redis: redisSettings }, environment).redis;

describe('redisSettings', () => {
  it('do without Redis where nothing is set', () => {
    expect(read({})).toEqual({
      cacheNodes: [],
      stateNodes: [],
      commandDeadlineMs: 30,
      connectDeadlineMs: 1000,
      keyPrefix: 'fleetlink',
      password: undefined,
      tls: 'off',
    });
  });

  it('take names, IPv4 and bracketed IPv6 addresses', () => {
    const nodes = 'redis-0.cache.svc:6379, 10.0.0.1:7000,[::1]:6379';
    expect(read({ REDIS_CACHE_NODES: nodes }).cacheNodes).toEqual([
      { host: 'redis-0.cache.svc', port: 6379 },
      { host: '10.0.0.1', port: 7000 },
      { host: '::1', port: 6379 },
    ]);
  });

  it.each([
    'redis',
    'redis:',
    ':6379',
    'redis:0',
    'redis:65536',
    'redis:6379:1',
    '::1:6379',
    'a b:1',
    'redis://h:1',
  ])('refuse the node %j', (node) => {
    expect(() => read({ REDIS_STATE_NODES: `good:1,${node}` })).toThrow(
      'REDIS_STATE_NODES: must be a comma-separ',
    );
  });

  it.each(['a{b}', '{', 'a:b', 'A', '', '-a', 'x'.repeat(33)].filter(Boolean))(
    'refuse the prefix %j, which could move a key to another slot or end early',
    (prefix) => {
      expect(() => read({ REDIS_KEY_PREFIX: prefix })).toThrow('REDIS_KEY_PREFIX: must be 1-32');
    },
  );

  it('never show the password', () => {
    expect(redisSettings.password.secret).toBe(true);
    expect(() => read({ REDIS_PASSWORD: 'hunter2', REDIS_TLS: 'maybe' })).toThrow(
      /^(?![^]*hunter2)[^]*REDIS_TLS/,
    );
  });
});
