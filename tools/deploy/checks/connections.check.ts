import { perOverlay, type DeployCheck } from '../deploy-check.ts';
import type { Overlay } from '../manifest/overlay.ts';
import { environmentOf } from '../manifest/pod-environment.ts';
import { at, idOf, numberAt, ofKind, textAt, type Resource } from '../manifest/resource.ts';
import { podsMaxInRollout, servicesOf } from '../manifest/workload.ts';

/** DATABASE_POOL_SIZE_MAX where it is not set, and the most that a pool to a replica takes of it (libs/shard). */
const POOL_DEFAULT = 8;
const REPLICA_POOL_MAX = 5;

/** Superusers' reserve, the operator's own sessions, its exporter and backup, two jobs of two connections. */
const OTHERS = 12;

/** The sum of all pools, at the most pods there can ever be, fits into what poolers and servers offer. */
export const check: DeployCheck = {
  name: 'connections',
  run: ({ overlays }) =>
    perOverlay(overlays, (overlay) => {
      const clusters = ofKind(overlay.resources, 'Cluster');
      return {
        objects: clusters.length,
        faults: clusters.flatMap((cluster) => [
          ...serverFaults(cluster, overlay),
          ...poolersOf(cluster, overlay).flatMap((pooler) => poolerFaults(pooler, overlay)),
        ]),
      };
    }),
};

function serverFaults(cluster: Resource, overlay: Overlay): string[] {
  const isReadDirectly = ofKind(overlay.resources, 'Service').some(
    ({ metadata }) => metadata.name === `${cluster.metadata.name}-1`,
  );
  const direct = isReadDirectly ? poolSum(overlay, REPLICA_POOL_MAX) : 0;
  const pooled = poolersOf(cluster, overlay).reduce((sum, pooler) => sum + serverSide(pooler), 0);
  const offered = Number(at(cluster, 'spec.postgresql.parameters.max_connections'));
  const wanted = direct + pooled + OTHERS;
  if (wanted <= offered) return [];
  return [
    `${idOf(cluster)}: ${direct} direct + ${pooled} pooled + ${OTHERS} others = ${wanted} > max_connections ${offered}`,
  ];
}

/** One instance of a pooler may be away while a node is drained. */
function poolerFaults(pooler: Resource, overlay: Overlay): string[] {
  const wanted = poolSum(overlay, Infinity);
  const left = Math.max(1, numberAt(pooler, 'spec.instances') - 1);
  const offered = left * parameter(pooler, 'max_client_conn');
  const faults = [
    wanted <= offered ? '' : `${wanted} clients > ${offered} of the ${left} instances left in a drain`,
    textAt(pooler, 'spec.pgbouncer.poolMode') === 'transaction' ? '' : 'wants poolMode transaction',
  ];
  return faults.filter(Boolean).map((fault) => `${idOf(pooler)}: ${fault}`);
}

/** Connections of all processes of all services to one database, each pool as full as it may be. */
function poolSum(overlay: Overlay, perProcessMax: number): number {
  return servicesOf(overlay).reduce((sum, workload) => {
    const environment = environmentOf(overlay, workload);
    const size = Number(environment['DATABASE_POOL_SIZE_MAX'] ?? POOL_DEFAULT);
    const processes = podsMaxInRollout(overlay, workload) * Number(environment['WORKERS'] ?? 1);
    return sum + processes * Math.min(size, perProcessMax);
  }, 0);
}

function poolersOf(cluster: Resource, { resources }: Overlay): Resource[] {
  return ofKind(resources, 'Pooler').filter((one) => at(one, 'spec.cluster.name') === cluster.metadata.name);
}

function serverSide(pooler: Resource): number {
  return numberAt(pooler, 'spec.instances') * parameter(pooler, 'default_pool_size');
}

function parameter(pooler: Resource, name: string): number {
  return Number(textAt(pooler, `spec.pgbouncer.parameters.${name}`));
}
