import { clickSettings, type ClickSettings } from '@fleetlink/click';
import {
  codeSettings,
  resolveSettings,
  warmSettings,
  type ResolveSettings,
  type WarmSettings,
} from '@fleetlink/link';
import { postgresSettings } from '@fleetlink/postgres';
import { redisSettings, type RedisSettings } from '@fleetlink/redis';
import { serviceSettings } from '@fleetlink/service';
import { oneOf, setting, wholeNumber, type Settings, type TopicValues } from '@fleetlink/settings';
import { topologySettings } from '@fleetlink/shard';

/** More than the cores of any machine that this is run on. */
const WORKERS_MAX = 256;

export const redirectSettings = {
  edgeCacheSeconds: setting(
    'EDGE_CACHE_SECONDS',
    'Shared caches may answer 302 and 307 for this long. Takedowns then take that much longer; the edge service counts such hits.',
    wholeNumber(0, 86_400, 0),
  ),
  lane: setting(
    'REDIRECT_LANE',
    'Where names are answered: on the socket, on node:http before the router, or by a route like any other.',
    oneOf(['socket', 'http', 'off'], 'http'),
  ),
  workers: setting(
    'WORKERS',
    'Processes that share the port, each with its own L1, pools and part of the spool. A standalone is one process.',
    wholeNumber(1, WORKERS_MAX, 1),
  ),
} as const;

/** Limits of what is read from sockets directly. Whatever exceeds them is left to node:http and its own limits. */
export const laneLimits = {
  headBytesMax: 8 * 1024,
  /** Answers to what a client sent ahead that are put together for one write. */
  answersCharsMax: 64 * 1024,
  /** Looks, one a second, after which a head that is not whole is left to node:http. */
  looksAtSlowHead: 1,
} as const;

export type RedirectSettings = TopicValues<typeof redirectSettings>;

/** Everything that the lookup service reads from its environment. */
export const lookupTopics = {
  service: serviceSettings({ port: 8082, managementPort: 9082 }),
  topology: topologySettings,
  postgres: postgresSettings,
  code: codeSettings,
  redirect: redirectSettings,
  resolve: resolveSettings,
  warm: warmSettings,
  redis: redisSettings,
  click: clickSettings,
};

export type LookupSettings = Settings<typeof lookupTopics>;

/** What the lookup module needs to know; a class so that it can be injected. */
export class LookupOptions {
  readonly publicUrl: string;
  /** TRUST_PROXY: addresses and CIDR ranges. */
  readonly trustProxy: readonly string[];
  readonly dataDir: string;
  readonly redirect: RedirectSettings;
  readonly resolve: ResolveSettings;
  readonly warm: WarmSettings;
  readonly redis: RedisSettings;
  readonly click: ClickSettings;

  constructor(options: LookupOptions) {
    this.publicUrl = options.publicUrl;
    this.trustProxy = options.trustProxy;
    this.dataDir = options.dataDir;
    this.redirect = options.redirect;
    this.resolve = options.resolve;
    this.warm = options.warm;
    this.redis = options.redis;
    this.click = options.click;
  }
}
