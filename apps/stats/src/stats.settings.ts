import { accessSettings } from '@fleetlink/access';
import { clickSettings } from '@fleetlink/click';
import { codeSettings } from '@fleetlink/link';
import { postgresSettings } from '@fleetlink/postgres';
import { redisSettings } from '@fleetlink/redis';
import { serviceSettings } from '@fleetlink/service';
import { topologySettings } from '@fleetlink/shard';

/** Everything that the stats service reads from its environment. */
export const statsTopics = {
  service: serviceSettings({ port: 8083, managementPort: 9083 }),
  topology: topologySettings,
  postgres: postgresSettings,
  redis: redisSettings,
  code: codeSettings,
  access: accessSettings,
  click: clickSettings,
};
