import { createTopics } from '@fleetlink/create';
import { lookupTopics } from '@fleetlink/lookup';
import { serviceSettings, type ServiceSettings } from '@fleetlink/service';
import { readSettings, type Environment, type Settings } from '@fleetlink/settings';
import { statsTopics } from '@fleetlink/stats';

/** What the three services read, on the ports of the one process that holds them. */
export const standaloneTopics = {
  ...statsTopics,
  ...createTopics,
  ...lookupTopics,
  service: serviceSettings({ port: 8080, managementPort: 9080 }),
};

export type StandaloneSettings = Settings<typeof standaloneTopics>;

export function readStandaloneSettings(environment: Environment): StandaloneSettings {
  return readSettings(standaloneTopics, environment);
}

const loopbackHosts = new Set(['127.0.0.1', '::1', 'localhost']);

/** Links may be made without a key only where nobody else can reach the process. */
export function isPrivate({ host, trustProxy }: ServiceSettings): boolean {
  return loopbackHosts.has(host) && trustProxy.length === 0;
}
