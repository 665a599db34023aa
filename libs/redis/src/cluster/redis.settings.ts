import { commaList, oneOf, setting, wholeNumber, type TopicValues } from '@fleetlink/settings';
import { z } from 'zod';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** `redis-0:6379`, `10.0.0.1:6379` or `[::1]:6379`. */
const HOST_AND_PORT = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):([0-9]{1,5})$/i;
const PORT_MAX = 65_535;

function addresses() {
  return commaList().transform((items, context): readonly RedisAddress[] => {
    const found = items.map(addressOf);
    if (found.every((address) => address !== undefined)) return found;
    context.addIssue({ code: 'custom', message: 'must be a comma-separated list of host:port' });
    return z.NEVER;
  });
}

function addressOf(text: string): RedisAddress | undefined {
  const [, bracketed, plain, digits] = HOST_AND_PORT.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host !== undefined && port >= 1 && port <= PORT_MAX ? { host, port } : undefined;
}

/** Where the two Redis Clusters are and how long they may take. Without nodes a process does without Redis. */
export const redisSettings = {
  cacheNodes: setting(
    'REDIS_CACHE_NODES',
    'Some nodes of the cache cluster (allkeys-lru), as host:port, comma-separated. Unset: no second cache tier, no warm-up at the start.',
    addresses(),
  ),
  stateNodes: setting(
    'REDIS_STATE_NODES',
    'Some nodes of the state cluster (noeviction, AOF), as host:port, comma-separated. Unset: no streams, no hints of changes.',
    addresses(),
  ),
  commandDeadlineMs: setting(
    'REDIS_COMMAND_DEADLINE_MS',
    'Longest wait for Redis on the way of a request, connection included.',
    wholeNumber(1, 10_000, 30),
  ),
  connectDeadlineMs: setting(
    'REDIS_CONNECT_DEADLINE_MS',
    'Longest wait for a new connection, at start and after a failover; no request waits for it.',
    wholeNumber(10, 60_000, 1000),
  ),
  keyPrefix: setting(
    'REDIS_KEY_PREFIX',
    'First part of every key and channel. It stands outside the hash tag, so it never moves a key to another slot.',
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, { error: 'must be 1-32 of a-z, 0-9 and -' })
      .default('fleetlink'),
  ),
  password: setting('REDIS_PASSWORD', 'Password of both clusters.', z.string().optional(), { secret: true }),
  tls: setting(
    'REDIS_TLS',
    'on: connections are encrypted and the certificate must be valid for the host.',
    oneOf(['off', 'on'], 'off'),
  ),
} as const;

export type RedisSettings = TopicValues<typeof redisSettings>;
