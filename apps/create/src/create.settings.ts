import { accessSettings } from '@fleetlink/access';
import { codeSettings, type WorkerLeaseOptions } from '@fleetlink/link';
import { postgresSettings } from '@fleetlink/postgres';
import { redisSettings } from '@fleetlink/redis';
import { serviceSettings } from '@fleetlink/service';
import { readSettings, type Environment } from '@fleetlink/settings';
import { topologySettings } from '@fleetlink/shard';

/** Everything that the create service reads from its environment. */
export const createTopics = {
  service: serviceSettings({ port: 8081, managementPort: 9081 }),
  topology: topologySettings,
  postgres: postgresSettings,
  code: codeSettings,
  access: accessSettings,
  redis: redisSettings,
};

export function readCreateSettings(environment: Environment) {
  return readSettings(createTopics, environment);
}

/** What the create module needs to know; a class so that it can be injected. */
export class CreateOptions {
  constructor(
    /** Base of short links, without a slash at its end. */
    readonly publicUrl: string,
    readonly lease: Pick<WorkerLeaseOptions, 'workerId' | 'ttlMs'>,
  ) {}
}
