import type { Dashboard } from '../dashboard.ts';
import { rateBy } from '../query.ts';
import { unit } from '../unit.ts';

const DAY_SECONDS = 86_400;

export const shards: Dashboard = {
  uid: 'fleetlink-shards',
  title: 'Fleetlink: shards and replicas',
  description: 'Where links are kept, as the processes see it: breakers, pools, replicas, partitions, ids.',
  rows: [
    {
      title: 'Shards as the processes see them',
      panels: [
        {
          title: 'Breakers not closed',
          description:
            'Processes that leave a shard alone: its names are answered stale or 503, all others as ever.',
          unit: unit.count,
          alerts: ['BreakerOpen'],
          queries: [
            {
              expr: 'sum by (shard, state) (fleetlink_shard_breaker{state!="closed"})',
              legend: '{{shard}} {{state}}',
            },
          ],
        },
        {
          title: 'Reads of redirects, by server',
          description: 'Statements that each server answered. Replicas take most of them.',
          unit: unit.perSecond,
          alerts: ['ShardSkewed'],
          queries: [rateBy('shard, from', 'fleetlink_shard_reads_total')],
        },
        {
          title: 'Connection pools',
          description: 'Share of the connections in use, by process and database.',
          unit: unit.share,
          limits: { warning: 0.8, critical: 0.9 },
          alerts: ['PoolBusy', 'PoolExhausted'],
          queries: [
            { expr: 'database:fleetlink_database_pool:used_ratio', legend: '{{instance}} {{database}}' },
          ],
        },
        {
          title: 'Waiting for a connection',
          description: 'Statements that no pool could give a connection to yet.',
          unit: unit.count,
          alerts: ['PoolExhausted'],
          queries: [
            {
              expr: 'sum by (database) (fleetlink_database_pool_connections{state="waiting"})',
              legend: '{{database}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Replicas and partitions',
      panels: [
        {
          title: 'Replication lag',
          description: 'As the processes measure it. Ejected from reads above 1 s.',
          unit: unit.seconds,
          limits: { warning: 1, critical: 10 },
          alerts: ['ReplicationLagHigh'],
          queries: [{ expr: 'max by (replica) (fleetlink_replica_lag_seconds)', legend: '{{replica}}' }],
        },
        {
          title: 'Replicas that may be read from',
          description: '1: by every process; 0: at least one has ejected it.',
          unit: unit.count,
          alerts: ['ReplicaEjected'],
          queries: [{ expr: 'min by (replica) (fleetlink_replica_fit)', legend: '{{replica}}' }],
        },
        {
          title: 'Ejections and failed reads',
          description: 'Reads that the primary answered as the replica did not.',
          unit: unit.perSecond,
          alerts: ['ReplicaEjected'],
          queries: [rateBy('replica, event', 'fleetlink_replica_events_total')],
        },
        {
          title: 'Partitions end in',
          description:
            'Days until nothing can be stored. Four months are kept ready for links, days for clicks.',
          unit: unit.count,
          alerts: ['PartitionMissing'],
          queries: [
            {
              expr: `(min by (database, table) (fleetlink_partitions_end_timestamp_seconds) - time()) / ${DAY_SECONDS}`,
              legend: '{{database}} {{table}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Making links',
      panels: [
        {
          title: 'Worker leases hold for',
          description: 'Seconds without another renewal. Without a lease a process gives out no codes.',
          unit: unit.seconds,
          alerts: ['WorkerLeaseExpiring'],
          queries: [{ expr: 'fleetlink_worker_lease_left_seconds', legend: '{{instance}}' }],
        },
        {
          title: 'Ids refused and repeated',
          description: 'refused: no lease, or a clock that stepped. repeated: anything above 0 is an alarm.',
          unit: unit.perSecond,
          alerts: ['IdConflict'],
          queries: [
            rateBy('instance', 'fleetlink_id_refusals_total', 'refused {{instance}}'),
            rateBy('instance', 'fleetlink_id_conflicts_total', 'repeated {{instance}}'),
          ],
        },
      ],
    },
  ],
};
