/** Everything that sends or receives packets, as far as network policies can tell it apart. */
import type { Overlay } from '../manifest/overlay.ts';
import { ofKind, type Labels } from '../manifest/resource.ts';
import { workloadsOf } from '../manifest/workload.ts';

export interface Endpoint {
  /** What the table of flows calls it; several endpoints may have one name. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  /** Set for what is no pod of this cluster. */
  readonly address?: string;
  readonly ports: readonly number[];
}

const OURS = 'fleetlink';

const PORTS: Readonly<Record<string, readonly number[]>> = {
  create: [8081, 9081],
  lookup: [8082, 9082],
  stats: [8083, 9083],
  gateway: [8000, 9000, 9084],
  jaeger: [4318, 13133, 16686],
  cli: [],
};

export function endpointsOf(overlay: Overlay): Endpoint[] {
  const pods = workloadsOf(overlay).map(({ labels }) => {
    const name = labels['app.kubernetes.io/name'] ?? '';
    return { name, namespace: OURS, labels, ports: PORTS[name] ?? [] };
  });
  return [...pods, ...operated(overlay), ...NEIGHBOURS];
}

/** Pods that the operators make, with the labels that they give them. */
function operated({ resources }: Overlay): Endpoint[] {
  const pod = (name: string, labels: Labels, ports: readonly number[]): Endpoint => ({
    name,
    namespace: OURS,
    labels,
    ports,
  });
  return [
    ...ofKind(resources, 'Cluster').flatMap(({ metadata: { name } }) => [
      pod('postgres', { 'cnpg.io/cluster': name, 'cnpg.io/podRole': 'instance' }, [5432, 8000, 9187]),
      pod('postgres job', { 'cnpg.io/cluster': name, 'cnpg.io/jobRole': 'join' }, []),
    ]),
    ...ofKind(resources, 'Pooler').map(({ metadata: { name } }) =>
      pod('pooler', { 'cnpg.io/poolerName': name, 'cnpg.io/podRole': 'pooler' }, [5432, 9127]),
    ),
    ...ofKind(resources, 'RedisCluster').flatMap(({ metadata: { name } }) =>
      ['leader', 'follower'].map((role) =>
        pod(name, { app: `${name}-${role}`, role, redis_setup_type: 'cluster' }, [6379, 9121, 16379]),
      ),
    ),
  ];
}

/** Other namespaces, what lies outside, and somebody who has no business here. */
const NEIGHBOURS: readonly Endpoint[] = [
  ...['monitoring', 'cnpg-system', 'redis-operator', 'keda', 'argo-rollouts'].map((name) => ({
    name,
    namespace: name,
    labels: {},
    ports: [],
  })),
  { name: 'traces', namespace: 'observability', labels: {}, ports: [4318, 16686] },
  { name: 'istio', namespace: 'istio-system', labels: {}, ports: [15012] },
  { name: 'dns', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: [53] },
  { name: 'stranger', namespace: 'default', labels: { app: 'stranger' }, ports: [80] },
  { name: 'client', namespace: '', labels: {}, address: '203.0.113.7', ports: [80, 5432] },
  {
    name: 'API server or object store',
    namespace: '',
    labels: {},
    address: '198.51.100.9',
    ports: [443, 6443],
  },
  { name: 'home region', namespace: '', labels: {}, address: '10.200.0.9', ports: [5432] },
];
