import { servicesOf, type ComposeFile, type NamedService } from '../compose-file.ts';
import { TOPICS } from './app-settings.ts';
import { isNamed, sourceOf } from './references.ts';

/** Any service of ours may be started many times: nothing of it is there once only. */
export function scaling(file: ComposeFile): string[] {
  return servicesOf(file).flatMap((service) => [
    ...(service[1].container_name ? [`${service[0]}: a container_name stands against --scale`] : []),
    ...(service[1].build && TOPICS[service[1].build.target ?? ''] ? onceOnly(service) : []),
  ]);
}

function onceOnly([name, { ports = [], volumes = [], networks = {} }]: NamedService): string[] {
  const fixed = Array.isArray(networks)
    ? []
    : Object.values(networks).filter((network) => network?.ipv4_address);
  return [
    ...ports.map((port) => `${name}: the port ${port} of the host has room for one replica`),
    ...volumes
      .map(sourceOf)
      .filter(isNamed)
      .map((volume) => `${name}: its replicas would share the volume ${volume}`),
    ...fixed.map(() => `${name}: a fixed address has room for one replica`),
  ];
}
