import { createTopics } from '@fleetlink/create';
import { lookupTopics } from '@fleetlink/lookup';
import { serviceSettings, type ServiceSettings } from '@fleetlink/service';
import { readSettings, SettingsError, type Environment, type Settings } from '@fleetlink/settings';
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
  const settings = readSettings(standaloneTopics, environment);
  if (settings.redirect.workers > 1)
    throw new SettingsError(['WORKERS: a standalone is one process; several need the lookup service']);
  return settings;
}

const loopbackHosts = new Set(['127.0.0.1', '::1', 'localhost']);

/** Links may be made without a key only where nobody else can reach the process. */
export function isPrivate({ host, trustProxy }: ServiceSettings): boolean {
  return loopbackHosts.has(host) && trustProxy.length === 0;
}
