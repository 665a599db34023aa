import { servicesOf, type ComposeFile, type NamedService } from '../compose-file.ts';
import { TOPICS } from './app-settings.ts';
import { isNamed, sourceOf } from './references.ts';

/** Counts what one gateway writes to a volume of both; a second one would count it again. */
const BESIDE_THE_GATEWAY = 'edge';

/** Any other service of ours may be started many times: nothing of it is there once only. */
export function scaling(file: ComposeFile): string[] {
  return servicesOf(file).flatMap((service) => [
    ...(service[1].container_name ? [`${service[0]}: a container_name stands against --scale`] : []),
    ...(mayBeMany(service) ? onceOnly(service) : []),
  ]);
}

function mayBeMany([name, { build }]: NamedService): boolean {
  return name !== BESIDE_THE_GATEWAY && (build?.target ?? '') in TOPICS;
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
