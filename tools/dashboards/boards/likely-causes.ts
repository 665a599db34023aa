import type { Row } from '../dashboard.ts';
import { unit } from '../unit.ts';

/** The last row of the overview: each number stands for a page of its own. */
export const likelyCauses: Row = {
  title: 'Where it may come from',
  panels: [
    {
      title: 'Answered from L1 or L2',
      description: 'Share of redirects for which no shard was asked. Below 90 % the shards may not keep up.',
      unit: unit.share,
      isStat: true,
      limits: { warning: 0.95, critical: 0.9 },
      alerts: ['CacheHitsLow', 'CacheHitsVeryLow'],
      queries: [{ expr: 'fleetlink:cache_hits:ratio5m', legend: 'from caches' }],
    },
    {
      title: 'Fullest connection pool',
      description: 'Share of its connections that is in use. Full: statements wait.',
      unit: unit.share,
      isStat: true,
      limits: { warning: 0.8, critical: 0.9 },
      alerts: ['PoolBusy', 'PoolExhausted'],
      queries: [{ expr: 'max(database:fleetlink_database_pool:used_ratio)', legend: 'used' }],
    },
    {
      title: 'Most lagging replica',
      description: 'Above 1 s it is not read from; above 10 s that much may be lost with its primary.',
      unit: unit.seconds,
      isStat: true,
      limits: { warning: 1, critical: 10 },
      alerts: ['ReplicaEjected', 'ReplicationLagHigh'],
      queries: [{ expr: 'max(fleetlink_replica_lag_seconds)', legend: 'lag' }],
    },
    {
      title: 'Breakers not closed',
      description: 'Of shards and Redis Clusters, over all processes: what is behind them is left alone.',
      unit: unit.count,
      isStat: true,
      limits: { warning: 1, critical: 2 },
      alerts: ['BreakerOpen', 'RedisBreakerOpen'],
      queries: [
        { expr: 'sum(fleetlink_shard_breaker{state!="closed"})', legend: 'shards' },
        { expr: 'sum(fleetlink_redis_breaker{state!="closed"})', legend: 'Redis' },
      ],
    },
    {
      title: 'Click batches waiting',
      description: 'Clicks that statistics do not show yet.',
      unit: unit.count,
      isStat: true,
      limits: { warning: 100, critical: 1_000 },
      alerts: ['ClickBusLagging', 'ClickBusStuck'],
      queries: [{ expr: 'max(fleetlink_click_bus_batches{state="waiting"})', legend: 'batches' }],
    },
    {
      title: 'Event loop lag',
      description: 'P99 of the worst process. Everything in it waits that long.',
      unit: unit.seconds,
      isStat: true,
      limits: { warning: 0.05, critical: 0.1 },
      alerts: ['EventLoopBlocked'],
      queries: [{ expr: 'max(nodejs_eventloop_lag_p99_seconds)', legend: 'P99' }],
    },
  ],
};
