import { Cluster, Redis, type CommonRedisOptions } from 'ioredis';
import { backOffMs } from './back-off.js';
import type { RedisAddress, RedisSettings } from './redis.settings.js';

/** Commands for any key; ioredis finds the node, and sends what one turn asks of a node as one pipeline. */
export type RedisClient = Cluster;

/** One connection to one node. */
export type RedisConnection = Redis;

/** No command outlives this on a shared connection, whatever deadline its caller has. */
export const COMMAND_TIMEOUT_MS = 1000;

/** A connection that owes an answer and is silent this long is dead: its node hangs, or packets vanish. */
export const SILENCE_MAX_MS = 1000;

/** A command may be sent on this often when its slot has moved; a second move within a failover is usual. */
const REDIRECTIONS_MAX = 3;

/** The kernel asks an idle peer for a sign of life after this long. */
const KEEP_ALIVE_MS = 10_000;

/** What all connections have in common, with every limit said aloud. */
function connectionOptions(settings: RedisSettings): CommonRedisOptions & { tls?: object } {
  return {
    connectTimeout: settings.connectDeadlineMs,
    keepAlive: KEEP_ALIVE_MS,
    noDelay: true,
    disableClientInfo: true,
    // Who lost a connection decides whether to send again: a resent XADD would be there twice.
    autoResendUnfulfilledCommands: false,
    ...(settings.password !== undefined && { password: settings.password }),
    ...(settings.tls === 'on' && { tls: {} }),
  };
}

/** A client of the whole cluster: one connection per master, and one now and then for the topology. */
export function clusterClient(nodes: readonly RedisAddress[], settings: RedisSettings): RedisClient {
  const client = new Cluster([...nodes], {
    lazyConnect: true,
    enableReadyCheck: true,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    scaleReads: 'master',
    clusterRetryStrategy: (attempt) => backOffMs(attempt),
    slotsRefreshTimeout: settings.connectDeadlineMs,
    maxRedirections: REDIRECTIONS_MAX,
    retryDelayOnMoved: 0,
    // The caller has another way to answer, and less time than ioredis would wait before it tries again.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    retryDelayOnTryAgain: 0,
    // A certificate names a host, not an address.
    ...(settings.tls === 'on' && { dnsLookup: (host, found) => found(null, host) }),
    redisOptions: {
      ...connectionOptions(settings),
      maxRetriesPerRequest: 1,
      commandTimeout: COMMAND_TIMEOUT_MS,
      socketTimeout: SILENCE_MAX_MS,
    },
  });
  // Failures reach whoever waits for an answer; without a listener they would be printed as well.
  client.on('error', () => {});
  client.on('+node', forgetSilenceTimer);
  return client;
}

/** A connection of its own to one node. It does not come back by itself: by then another node may hold its keys. */
export function nodeConnection(
  { host, port }: RedisAddress,
  settings: RedisSettings,
  silenceMaxMs: number,
): RedisConnection {
  const connection = new Redis({
    ...connectionOptions(settings),
    host,
    port,
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: () => null,
    maxRetriesPerRequest: null,
    socketTimeout: silenceMaxMs,
  });
  connection.on('error', () => {});
  forgetSilenceTimer(connection);
  return connection;
}

/** ioredis leaves its silence timer running when a connection ends, which would hold up the end of the process. */
function forgetSilenceTimer(connection: RedisConnection): void {
  connection.once('end', () => {
    clearTimeout((connection as unknown as { socketTimeoutTimer?: NodeJS.Timeout }).socketTimeoutTimer);
  });
}
