import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandOf, repositoryOf, servicesOf, type ComposeFile, type Service } from '../compose-file.ts';
import { TOPICS } from './app-settings.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly database?: string;
}

/** Ports of images that are not ours. */
const PORTS: Readonly<Record<string, number>> = {
  'docker.io/library/postgres': 5432,
  'docker.io/library/redis': 6379,
  'docker.io/edoburu/pgbouncer': 6432,
  'docker.io/prom/prometheus': 9090,
  'docker.io/prom/alertmanager': 9093,
  'docker.io/jaegertracing/jaeger': 16_686,
  'quay.io/prometheuscommunity/postgres-exporter': 9187,
  'docker.io/oliver006/redis_exporter': 9121,
};

const DATABASE_URL = /postgresql:\/\/[^@\s"]*@([\w.-]+):(\d+)\/(\w+)/g;
const HOST_AND_PORT = /(?<![\w.@/-])([a-z][a-z0-9-]*):(\d{4,5})(?![\d:])/g;
const POOLED = /^ *(\w+) = host=([\w.-]+) dbname=(\w+)/gm;
const DISCOVERED = /names: \[(\w[\w-]*)\], type: A, port: (\d+)/g;

/** Whoever is named is there and listens on that port; databases are where they are looked for. */
export function addresses(file: ComposeFile): string[] {
  return servicesOf(file).flatMap(([name, service]) =>
    addressesOf(file, service).flatMap((address) =>
      faultsOf(file, address).map((fault) => `${name}: ${fault}`),
    ),
  );
}

export function databaseUrlsIn(text: string): Address[] {
  return [...text.matchAll(DATABASE_URL)].map(([, host, port, database]) => ({
    host: host!,
    port: Number(port),
    database: database!,
  }));
}

/** `catalog = host=catalog dbname=fleetlink` of a pgbouncer.ini. */
export function pooledIn(
  text: string,
): { readonly name: string; readonly host: string; readonly database: string }[] {
  return [...text.matchAll(POOLED)].map(([, name, host, database]) => ({
    name: name!,
    host: host!,
    database: database!,
  }));
}

/** All that is configured for a service: its environment, command, configs and mounted files. */
export function configuredText(
  file: ComposeFile,
  { environment = {}, configs = [], volumes = [], ...rest }: Service,
): string {
  const contents = configs.map(({ source }) => file.configs[source]?.content ?? '');
  const mounted = volumes
    .filter((volume) => /^\.\/.*\.ya?ml:/.test(volume))
    .map((volume) => readFileSync(join(dirname(file.path), volume.split(':')[0]!), 'utf8'));
  return [...Object.values(environment), commandOf(rest), ...contents, ...mounted].join('\n');
}

function addressesOf(file: ComposeFile, service: Service): Address[] {
  const text = configuredText(file, service);
  const pairs = [...text.matchAll(HOST_AND_PORT), ...text.matchAll(DISCOVERED)];
  return [
    ...databaseUrlsIn(text),
    ...pairs.map(([, host, port]) => ({ host: host!, port: Number(port) })),
    ...pooledIn(text).map(({ host, database }) => ({ host, port: 5432, database })),
  ];
}

function faultsOf(file: ComposeFile, { host, port, database }: Address): string[] {
  const target = file.services[host];
  if (target === undefined) return [`no service is called ${host}`];
  const ports = portsOf(target);
  if (!ports.includes(port)) return [`${host} listens on ${ports.join(' and ')}, not on ${port}`];
  return database === undefined || databasesOf(file, target).has(database)
    ? []
    : [`${host} has no database ${database}`];
}

function portsOf(service: Service): number[] {
  const topic = TOPICS[service.build?.target ?? '']?.['service'];
  if (topic === undefined) return [PORTS[repositoryOf(service)] ?? 0];
  const { environment = {} } = service;
  return ['PORT', 'MANAGEMENT_PORT'].map((name) => {
    const { schema } = Object.values(topic).find(({ env }) => env === name)!;
    return schema.parse(environment[name]) as number;
  });
}

/** A standby has what its primary has. */
function databasesOf(file: ComposeFile, service: Service): Set<string> {
  const { PRIMARY, POSTGRES_USER } = service.environment ?? {};
  const primary = file.services[String(PRIMARY)];
  if (primary) return databasesOf(file, primary);
  const text = configuredText(file, service);
  const made = [...text.matchAll(/CREATE DATABASE (\w+)/g)].map(([, name]) => name!);
  const pooled = pooledIn(text).map(({ name }) => name);
  return new Set([String(POSTGRES_USER), ...made, ...pooled]);
}
