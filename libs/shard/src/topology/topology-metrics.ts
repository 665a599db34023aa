import type { Database } from '@fleetlink/postgres';
import type { Metrics } from '@fleetlink/service';
import { breakerStates } from '../breaker.js';
import type { Shard } from '../shard.js';

/** Read at scrape time, so that the read path pays no more than an increment. */
export function measurePools(metrics: Metrics, databases: () => readonly Database[]): void {
  metrics.gauge({
    name: 'fleetlink_database_pool_connections',
    help: 'Connections of each pool: in use, idle, asked for and not yet given, and the most there may be.',
    labelNames: ['database', 'state'],
    collect() {
      for (const database of databases()) {
        const { size, idle, waiting, sizeMax } = database.poolState();
        this.set({ database: database.name, state: 'used' }, size - idle);
        this.set({ database: database.name, state: 'idle' }, idle);
        this.set({ database: database.name, state: 'waiting' }, waiting);
        this.set({ database: database.name, state: 'max' }, sizeMax);
      }
    },
  });
}

/** Alert when a breaker of a shard is anything but closed: its names are answered 503 or stale. */
export function measureBreakers(metrics: Metrics, shards: readonly Shard[]): void {
  metrics.gauge({
    name: 'fleetlink_shard_breaker',
    help: '1 for the state in which the breaker before each primary is: closed, open or half-open.',
    aggregator: 'max',
    labelNames: ['shard', 'state'],
    collect() {
      for (const { name, breakerState } of shards)
        for (const state of breakerStates) this.set({ shard: name, state }, state === breakerState ? 1 : 0);
    },
  });
}

/** How reads are split, and why. */
export function measureReplicas(metrics: Metrics, shards: readonly Shard[]): void {
  const replicas = () => shards.flatMap((shard) => shard.replicas.replicas);
  metrics.gauge({
    name: 'fleetlink_shard_reads_total',
    help: 'Statements of redirects, by the server that answered: a primary, or a replica by its name.',
    labelNames: ['shard', 'from'],
    collect() {
      for (const shard of shards) {
        this.set({ shard: shard.name, from: 'primary' }, shard.primaryReads);
        for (const { name, counters } of shard.replicas.replicas)
          this.set({ shard: shard.name, from: name }, counters.reads);
      }
    },
  });
  metrics.gauge({
    name: 'fleetlink_replica_lag_seconds',
    help: 'How far each replica is behind its primary; absent while it does not answer or cannot be compared.',
    aggregator: 'max',
    labelNames: ['replica'],
    collect() {
      this.reset();
      for (const { name, sight } of replicas())
        if (sight.lagMs !== undefined) this.set({ replica: name }, sight.lagMs / 1000);
    },
  });
  metrics.gauge({
    name: 'fleetlink_replica_events_total',
    help: 'Times that each replica was ejected from reads, and its reads that the primary answered instead.',
    labelNames: ['replica', 'event'],
    collect() {
      for (const { name, counters } of replicas()) {
        this.set({ replica: name, event: 'ejected' }, counters.ejections);
        this.set({ replica: name, event: 'failed_read' }, counters.failures);
      }
    },
  });
  metrics.gauge({
    name: 'fleetlink_replica_fit',
    help: '1 while the replica may be read from.',
    aggregator: 'min',
    labelNames: ['replica'],
    collect() {
      for (const { name, fitness } of replicas()) this.set({ replica: name }, fitness === 'fit' ? 1 : 0);
    },
  });
}
