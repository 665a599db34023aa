import { clickSettings, edgeSettings } from '@fleetlink/click';
import { postgresSettings } from '@fleetlink/postgres';
import { redisSettings } from '@fleetlink/redis';
import { serviceSettings } from '@fleetlink/service';
import { topologySettings } from '@fleetlink/shard';

const { catalogUrl } = topologySettings;

/** Everything that the edge service reads from its environment. */
export const edgeTopics = {
  service: serviceSettings({ port: 8084, managementPort: 9084 }),
  topology: { catalogUrl },
  postgres: postgresSettings,
  redis: redisSettings,
  click: clickSettings,
  edge: edgeSettings,
};
