import { commandOf, replicasOf, servicesOf, type ComposeFile, type Service } from '../compose-file.ts';
import { databaseUrlsIn, pooledIn, configuredText } from './addresses.ts';
import { TOPICS } from './app-settings.ts';

/** superuser_reserved_connections, the replicas' senders, exporters and an operator. */
const RESERVED = 15;
const CONNECTIONS_DEFAULT = 100;
const POOL_SIZE_DEFAULT = 8;

/** No server is asked for more connections than it has, however busy the pools. */
export function connections(file: ComposeFile): string[] {
  const asked = new Map<string, number>();
  for (const [, service] of servicesOf(file))
    for (const [host, count] of askedBy(file, service)) asked.set(host, (asked.get(host) ?? 0) + count);
  return [...asked].flatMap(([host, count]) => {
    const service = file.services[host];
    const most = service ? mostOf(file, service) : undefined;
    return most === undefined || count <= most
      ? []
      : [`${host}: pools may ask for ${count} connections, it has ${most}`];
  });
}

/** Connections by host. */
function askedBy(file: ComposeFile, service: Service): [string, number][] {
  const text = configuredText(file, service);
  if ((service.build?.target ?? '') in TOPICS) {
    const size = Number(service.environment?.['DATABASE_POOL_SIZE_MAX'] ?? POOL_SIZE_DEFAULT);
    const urls = new Map(databaseUrlsIn(text).map((url) => [`${url.host}/${url.database}`, url.host]));
    return [...urls.values()].map((host) => [host, size * replicasOf(service)]);
  }
  const size = Number(/default_pool_size = (\d+)/.exec(text)?.[1]);
  return pooledIn(text).map(({ host }) => [host, size]);
}

function mostOf(file: ComposeFile, service: Service): number | undefined {
  const text = configuredText(file, service);
  const clients = /max_client_conn = (\d+)/.exec(text)?.[1];
  if (clients !== undefined) return Number(clients);
  if (!/postgres/.test(commandOf(service)) && !/postgres/.test(text)) return undefined;
  return Number(/max_connections=(\d+)/.exec(text)?.[1] ?? CONNECTIONS_DEFAULT) - RESERVED;
}
