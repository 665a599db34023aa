import { StateCluster } from './named-clusters.js';
import type { RedisSettings } from './redis.settings.js';

interface WarningLog {
  warn(facts: object, message: string): void;
}

/** The state cluster of a process, which does not wait for it; undefined where none is configured. */
export function openStateCluster(settings: RedisSettings, log: WarningLog): StateCluster | undefined {
  if (settings.stateNodes.length === 0) return undefined;
  const cluster = new StateCluster({
    settings,
    onBreaker: (state) => log.warn({ state }, 'the breaker of the state cluster has changed'),
  });
  void cluster.open();
  return cluster;
}
