import { createTopics } from '@fleetlink/create';
import { lookupTopics } from '@fleetlink/lookup';
import { readSettings, SettingsError, type Topic } from '@fleetlink/settings';
import { statsTopics } from '@fleetlink/stats';
import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import type { Overlay } from '../manifest/overlay.ts';
import { environmentOf, variablesOf } from '../manifest/pod-environment.ts';
import { isOurs, workloadsOf, type Workload } from '../manifest/workload.ts';

type Topics = Readonly<Record<string, Topic>>;

interface Reader {
  readonly topics: Topics;
  /** Without these it would run, but not as a part of the fleet. */
  readonly wants: readonly string[];
}

const DATABASES = ['SHARDS', 'CATALOG_DATABASE_URL', 'STATS_DATABASE_URL', 'DATABASE_POOLER'];
const SERVICE = [
  ...DATABASES,
  'NODE_ENV',
  'HOST',
  'DATA_DIR',
  'PUBLIC_URL',
  'TRUST_PROXY',
  'DRAIN_MS',
  'CODE_KEY',
];
const REDIS = ['REDIS_STATE_NODES', 'REDIS_PASSWORD'];
const CLI = [...DATABASES, 'CATALOG_ADMIN_DATABASE_URL', 'STATS_ADMIN_DATABASE_URL', 'DATA_DIR'];
const { service, topology, postgres } = createTopics;
const cli: Reader = { topics: { service, topology, postgres }, wants: CLI };

const READERS: Readonly<Record<string, Reader>> = {
  create: { topics: createTopics, wants: [...SERVICE, ...REDIS] },
  lookup: { topics: lookupTopics, wants: [...SERVICE, ...REDIS, 'REDIS_CACHE_NODES'] },
  stats: { topics: statsTopics, wants: [...SERVICE, ...REDIS] },
  migrate: cli,
  partitions: cli,
  archive: cli,
  views: cli,
  warm: { topics: lookupTopics, wants: [...CLI, 'CODE_KEY', 'REDIS_CACHE_NODES', 'REDIS_PASSWORD'] },
  'first-key': cli,
};

/** Read by Node itself, before any schema. */
const OF_NODE = ['NODE_ENV', 'NODE_OPTIONS'];

/** The environment of each pod is what its service reads: every name known, every value right, nothing missing. */
export const check: DeployCheck = {
  name: 'settings',
  run: ({ overlays }) =>
    perOverlay(overlays, (overlay) => {
      const workloads = workloadsOf(overlay).filter(isOurs);
      return {
        objects: workloads.reduce((sum, workload) => sum + variablesOf(overlay, workload).length, 0),
        faults: workloads.flatMap((workload) => faultsOf(overlay, workload)),
      };
    }),
};

function faultsOf(overlay: Overlay, workload: Workload): string[] {
  const reader = READERS[workload.name];
  if (!reader) return [`${workload.id}: nobody has said which settings it reads (settings.check.ts)`];
  return [
    ...unknownFaults(overlay, workload, reader),
    ...missingFaults(overlay, workload, reader),
    ...orderFaults(overlay, workload),
    ...valueFaults(overlay, workload, reader),
  ].map((fault) => `${workload.id}: ${fault}`);
}

/** Every name stands in a schema, or is a part of a value that does: `$(DATABASE_PASSWORD)`. */
function unknownFaults(overlay: Overlay, workload: Workload, { topics }: Reader): string[] {
  const known = new Set(namesIn(allTopics).concat(namesIn(topics), OF_NODE));
  const variables = variablesOf(overlay, workload);
  const parts = variables.map(({ text }) => text ?? '').join(' ');
  return variables
    .map(({ name }) => name)
    .filter((name) => !known.has(name.replace(/_FILE$/, '')) && !parts.includes(`$(${name})`))
    .map((name) => `${name} is no setting (docs/settings.md)`);
}

function missingFaults(overlay: Overlay, workload: Workload, { wants }: Reader): string[] {
  const environment = environmentOf(overlay, workload);
  return wants.filter((name) => !environment[name]).map((name) => `${name} is not set`);
}

/** The kubelet puts in only what stands before. */
function orderFaults(overlay: Overlay, workload: Workload): string[] {
  const before = new Set<string>();
  return variablesOf(overlay, workload).flatMap(({ name, text = '' }) => {
    const later = [...text.matchAll(/\$\((\w+)\)/g)]
      .map(([, used]) => used!)
      .filter((used) => !before.has(used));
    before.add(name);
    return [...new Set(later)].map((used) => `${name} uses $(${used}), which does not stand before it`);
  });
}

/** What the process itself would say at its start. */
function valueFaults(overlay: Overlay, workload: Workload, { topics }: Reader): string[] {
  try {
    readSettings(topics, environmentOf(overlay, workload));
    return [];
  } catch (error) {
    return error instanceof SettingsError ? [...error.faults] : [String(error)];
  }
}

/** One ConfigMap serves all services: a setting that only some read is no fault. */
const allTopics: Topics = { ...createTopics, ...lookupTopics, ...statsTopics };

function namesIn(topics: Topics): string[] {
  return Object.values(topics).flatMap((topic) => Object.values(topic).map(({ env }) => env));
}
