import type { Database } from '@fleetlink/postgres';
import { counter, gauge, type Metrics, type Reading } from '@fleetlink/service';
import { breakerStates } from '../breaker.js';
import type { Shard } from '../shard.js';

export const topologyMetrics = {
  pools: gauge(
    'fleetlink_database_pool_connections',
    'Connections of each pool: used, idle, waiting (asked for and not yet given), and max, the most there may be.',
    ['database', 'state'],
  ),
  breakers: gauge(
    'fleetlink_shard_breaker',
    '1 for the state in which the breaker before each primary is: closed, open or half-open.',
    ['shard', 'state'],
  ),
  reads: counter(
    'fleetlink_shard_reads_total',
    'Statements of redirects, by the server that answered: a primary, or a replica by its name.',
    ['shard', 'from'],
  ),
  lag: gauge(
    'fleetlink_replica_lag_seconds',
    'How far each replica is behind its primary; absent while it does not answer or cannot be compared.',
    ['replica'],
  ),
  events: counter(
    'fleetlink_replica_events_total',
    'Times that each replica was ejected from reads, and its reads that the primary answered instead (failed_read).',
    ['replica', 'event'],
  ),
  fit: gauge('fleetlink_replica_fit', '1 while the replica may be read from.', ['replica']),
};

export function measurePools(metrics: Metrics, databases: () => readonly Database[]): void {
  metrics.show(topologyMetrics.pools, () => databases().flatMap(poolReadings));
}

function poolReadings(pool: Database): Reading[] {
  const { size, idle, waiting, sizeMax } = pool.poolState();
  return Object.entries({ used: size - idle, idle, waiting, max: sizeMax }).map(([state, count]) => [
    { database: pool.name, state },
    count,
  ]);
}

/** Alert when a breaker of a shard is anything but closed: its names are answered 503 or stale. */
export function measureBreakers(metrics: Metrics, shards: readonly Shard[]): void {
  metrics.show(topologyMetrics.breakers, () =>
    shards.flatMap(({ name, breakerState }) =>
      breakerStates.map((state): Reading => [{ shard: name, state }, Number(state === breakerState)]),
    ),
  );
}

/** How reads are split, and why. */
export function measureReplicas(metrics: Metrics, shards: readonly Shard[]): void {
  const replicas = () => shards.flatMap((shard) => shard.replicas.replicas);
  metrics.show(topologyMetrics.reads, () => shards.flatMap(readReadings));
  metrics.show(topologyMetrics.lag, () =>
    replicas().flatMap(({ name, sight }): Reading[] =>
      sight.lagMs === undefined ? [] : [[{ replica: name }, sight.lagMs / 1000]],
    ),
  );
  metrics.show(topologyMetrics.events, () =>
    replicas().flatMap(({ name, counters }): Reading[] => [
      [{ replica: name, event: 'ejected' }, counters.ejections],
      [{ replica: name, event: 'failed_read' }, counters.failures],
    ]),
  );
  metrics.show(topologyMetrics.fit, () =>
    replicas().map(({ name, fitness }): Reading => [{ replica: name }, Number(fitness === 'fit')]),
  );
}

function readReadings({ name: shard, primaryReads, replicas }: Shard): Reading[] {
  return [
    [{ shard, from: 'primary' }, primaryReads],
    ...replicas.replicas.map(({ name, counters }): Reading => [{ shard, from: name }, counters.reads]),
  ];
}
