/** Every connection that the fleet needs. What is not listed must be refused. */
import type { Overlay } from '../manifest/overlay.ts';
import { ofKind } from '../manifest/resource.ts';
import { deploymentsOf } from '../manifest/workload.ts';

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

const flow = (from: string, to: string, ...ports: number[]): Flow[] =>
  ports.map((port) => ({ from, to, port }));
const each = (froms: readonly string[], to: string, ...ports: number[]): Flow[] =>
  froms.flatMap((from) => flow(from, to, ...ports));

const SERVICES = ['create', 'lookup', 'stats'];
const POSTGRES = ['postgres', 'postgres job', 'pooler'];
const OURS = [...SERVICES, ...POSTGRES, 'gateway', 'cli', 'jaeger', 'redis-cache', 'redis-state'];
const OPERATORS = ['monitoring', 'cnpg-system', 'redis-operator', 'keda', 'argo-rollouts', 'istio'];

const ALWAYS: readonly Flow[] = [
  ...each(
    [...OPERATORS, 'traces', 'dns', 'stranger', 'client', 'API server or object store', 'home region'],
    'gateway',
    8000,
  ),
  ...flow('gateway', 'create', 8081, 9081),
  ...flow('gateway', 'lookup', 8082),
  ...flow('gateway', 'stats', 8083),
  ...each([...SERVICES, 'cli'], 'pooler', 5432),
  ...each([...SERVICES, 'cli', ...POSTGRES, 'cnpg-system'], 'postgres', 5432),
  ...each(['postgres', 'cnpg-system'], 'postgres', 8000),
  ...each(POSTGRES, 'API server or object store', 443, 6443),
  ...each(['lookup', 'cli', 'redis-operator'], 'redis-cache', 6379),
  ...flow('redis-cache', 'redis-cache', 6379, 16379),
  ...each([...SERVICES, 'redis-operator', 'keda'], 'redis-state', 6379),
  ...flow('redis-state', 'redis-state', 6379, 16379),
  ...each(OURS, 'dns', 53),
  ...flow('monitoring', 'create', 9081),
  ...flow('monitoring', 'lookup', 9082),
  ...flow('monitoring', 'stats', 9083),
  ...flow('monitoring', 'postgres', 9187),
  ...flow('monitoring', 'pooler', 9127),
  ...each(['monitoring'], 'redis-cache', 9121),
  ...each(['monitoring'], 'redis-state', 9121),
  ...flow('argo-rollouts', 'create', 9081),
  ...each(SERVICES, 'jaeger', 4318),
  ...flow('monitoring', 'jaeger', 16686),
];

const TRACED: readonly Flow[] = each(SERVICES, 'traces', 4318);

const IN_A_MESH: readonly Flow[] = [...each(OURS, 'istio', 15012), ...flow('istio', 'lookup', 8082)];

const AWAY_FROM_HOME: readonly Flow[] = each(
  [...SERVICES, 'cli', 'postgres', 'postgres job'],
  'home region',
  5432,
);

/** The sidecar of the gateway takes keys from the catalog and clicks to the streams, and is scraped. */
const EDGE_CACHED: readonly Flow[] = [
  ...flow('gateway', 'pooler', 5432),
  ...flow('gateway', 'redis-state', 6379),
  ...flow('monitoring', 'gateway', 9084),
];

export function flowsOf(overlay: Overlay): Flow[] {
  const { resources } = overlay;
  const isMesh = ofKind(resources, 'PeerAuthentication').length > 0;
  const policies = new Set(ofKind(resources, 'NetworkPolicy').map(({ metadata }) => metadata.name));
  const isCached = deploymentsOf(overlay).some(({ pod }) =>
    pod.initContainers?.some(({ name }) => name === 'edge'),
  );
  return [
    ...ALWAYS,
    ...(policies.has('traces') ? TRACED : []),
    ...(isMesh ? IN_A_MESH : []),
    ...(policies.has('home-region') ? AWAY_FROM_HOME : []),
    ...(isCached ? EDGE_CACHED : []),
  ];
}
