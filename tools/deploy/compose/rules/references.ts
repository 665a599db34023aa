import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { servicesOf, type ComposeFile, type NamedService, type Service } from '../compose-file.ts';

/** What is referred to exists, and what is declared is used. */
export function references(file: ComposeFile): string[] {
  const services = servicesOf(file);
  const named = services.flatMap(([, { volumes = [] }]) => volumes.map(sourceOf).filter(isNamed));
  const configs = services.flatMap(([, { configs: used = [] }]) => used.map(({ source }) => source));
  return [
    ...services.flatMap((service) => [...dependencyFaults(file, service), ...mountFaults(file, service)]),
    ...missing(named, file.volumes, 'volume'),
    ...missing(configs, file.configs, 'config'),
    ...Object.keys(file.volumes)
      .filter((name) => !named.includes(name))
      .map((name) => `volume ${name} is not used`),
    ...Object.keys(file.configs)
      .filter((name) => !configs.includes(name))
      .map((name) => `config ${name} is not used`),
  ];
}

function dependencyFaults({ services }: ComposeFile, [name, service]: NamedService): string[] {
  return Object.entries(service.depends_on ?? {}).flatMap(([other, { condition }]) => {
    const target = services[other];
    if (target === undefined) return [`${name}: depends on ${other}, which is no service`];
    const absent = (target.profiles ?? []).filter((profile) => !service.profiles?.includes(profile));
    const fault = waitingFault(condition, target);
    return [
      ...absent.map((profile) => `${name}: depends on ${other}, which only profile ${profile} starts`),
      ...(fault ? [`${name}: waits for ${other}, ${fault}`] : []),
    ];
  });
}

function waitingFault(condition: string, { healthcheck, restart }: Service): string | undefined {
  if (condition === 'service_healthy') return healthcheck ? undefined : 'which has no health check';
  if (condition === 'service_completed_successfully')
    return restart === 'no' ? undefined : 'which is started again when it ends';
  return 'but not until it is ready';
}

function mountFaults({ path }: ComposeFile, [name, { volumes = [] }]: NamedService): string[] {
  return volumes
    .map(sourceOf)
    .filter((source) => source?.startsWith('.') && !existsSync(join(dirname(path), source)))
    .map((source) => `${name}: mounts ${source}, which is not there`);
}

function missing(used: readonly string[], declared: object, kind: string): string[] {
  return [...new Set(used)]
    .filter((name) => !(name in declared))
    .map((name) => `${kind} ${name} is not declared`);
}

/** Undefined for a volume without a name. */
export function sourceOf(volume: string): string | undefined {
  return volume.includes(':') ? volume.split(':')[0] : undefined;
}

export function isNamed(source: string | undefined): source is string {
  return source !== undefined && /^\w/.test(source);
}
