/** docker/monitoring/alertmanager.yml with its routes as they are; whom a receiver would wake is a webhook in the rig. */
import { parse, stringify } from 'yaml';
import { COLLECTION } from './pace.ts';

interface AlertmanagerConfig {
  readonly route: Route;
  readonly receivers: readonly { readonly name: string }[];
}

interface Route {
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly routes?: readonly Route[];
}

/** Every receiver posts to `webhookUrl`, those too that show alerts to nobody, and says which one it is. */
export function alertmanagerConfig(text: string, webhookUrl: string): string {
  const { route, receivers, ...rest } = parse(text) as AlertmanagerConfig;
  return stringify({
    ...rest,
    route: hastened({ group_wait: '', group_interval: '', ...route }),
    receivers: receivers.map(({ name }) => ({ name, webhook_configs: [{ url: webhookUrl }] })),
  });
}

function hastened({ routes, ...route }: Route): Route {
  return {
    ...route,
    ...('group_wait' in route && { group_wait: COLLECTION }),
    ...('group_interval' in route && { group_interval: COLLECTION }),
    ...(routes && { routes: routes.map(hastened) }),
  };
}
