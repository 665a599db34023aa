import type { Dashboard } from '../dashboard.ts';
import { rateBy } from '../query.ts';
import { unit } from '../unit.ts';

export const servers: Dashboard = {
  uid: 'fleetlink-servers',
  title: 'Fleetlink: Postgres and Redis',
  description: 'The servers themselves, as their exporters see them.',
  rows: [
    {
      title: 'Postgres',
      panels: [
        {
          title: 'Servers that answer',
          description: '1 for each that its exporter can ask.',
          unit: unit.count,
          alerts: ['DatabaseDown'],
          queries: [{ expr: 'pg_up or cnpg_collector_up', legend: '{{instance}}{{pod}}' }],
        },
        {
          title: 'Connections',
          description: 'Backends of each database.',
          unit: unit.count,
          queries: [
            {
              expr: 'sum by (server, instance, datname) (pg_stat_database_numbackends{datname!~"template.*|"})',
              legend: '{{server}} {{instance}} {{datname}}',
            },
          ],
        },
        {
          title: 'Transactions',
          description: 'Committed and rolled back.',
          unit: unit.perSecond,
          queries: [
            rateBy('server, instance', 'pg_stat_database_xact_commit', 'committed {{server}} {{instance}}'),
            rateBy(
              'server, instance',
              'pg_stat_database_xact_rollback',
              'rolled back {{server}} {{instance}}',
            ),
          ],
        },
        {
          title: 'Read from memory',
          description: 'Share of blocks that Postgres found in its buffers.',
          unit: unit.share,
          queries: [
            {
              expr:
                'sum by (server, instance) (rate(pg_stat_database_blks_hit[5m]))' +
                ' / (sum by (server, instance) (rate(pg_stat_database_blks_hit[5m]))' +
                ' + sum by (server, instance) (rate(pg_stat_database_blks_read[5m])))',
              legend: '{{server}} {{instance}}',
            },
          ],
        },
      ],
    },
    {
      title: 'Redis',
      panels: [
        {
          title: 'Nodes that answer',
          description: '0: the exporter cannot ask it.',
          unit: unit.count,
          alerts: ['RedisNodeDown'],
          queries: [{ expr: 'redis_up', legend: '{{instance}}{{pod}}' }],
        },
        {
          title: 'Breakers not closed',
          description: 'Processes that leave a Redis Cluster alone.',
          unit: unit.count,
          alerts: ['RedisBreakerOpen'],
          queries: [
            {
              expr: 'sum by (cluster, state) (fleetlink_redis_breaker{state!="closed"})',
              legend: '{{cluster}} {{state}}',
            },
          ],
        },
        {
          title: 'Memory used',
          description:
            'Share of maxmemory. The cache cluster may be full; the state cluster then refuses clicks.',
          unit: unit.share,
          alerts: ['StateRedisFilling'],
          queries: [
            { expr: 'redis_memory_used_bytes / (redis_memory_max_bytes > 0)', legend: '{{instance}}{{pod}}' },
          ],
        },
        {
          title: 'Evicted and expired',
          description: 'Evicted in the state cluster would be lost clicks: it is set not to.',
          unit: unit.perSecond,
          queries: [
            rateBy('instance', 'redis_evicted_keys_total', 'evicted {{instance}}'),
            rateBy('instance', 'redis_expired_keys_total', 'expired {{instance}}'),
          ],
        },
        {
          title: 'Commands',
          description: 'Of each node; one far above the others holds a hot key.',
          unit: unit.perSecond,
          queries: [rateBy('instance', 'redis_commands_processed_total')],
        },
        {
          title: 'Connections',
          description: 'Of each node.',
          unit: unit.count,
          alerts: ['RedisConnectionsMany'],
          queries: [{ expr: 'redis_connected_clients', legend: '{{instance}}{{pod}}' }],
        },
      ],
    },
  ],
};
