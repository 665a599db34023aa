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

export const redirectSettings = {
  edgeCacheSeconds: setting(
    'EDGE_CACHE_SECONDS',
    'Shared caches may answer 302 and 307 for this long. Takedowns then take that much longer; the edge service counts such hits.',
    wholeNumber(0, 86_400, 0),
  ),
  lane: setting(
    'REDIRECT_LANE',
    'Where names known here are answered: on node:http before the router, or by a route like any other.',
    oneOf(['http', 'off'], 'http'),
  ),
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
