import { Database, type DatabaseOptions } from '@fleetlink/postgres';
import { Replica } from '../replica/replica.js';
import type { ReplicaReport } from '../replica/replica-watch.js';
import { Shard } from '../shard.js';
import type { ShardAddress } from '../shard.settings.js';

/** Batched reads have four statements under way at the most, and the look at a replica is the fifth. */
const REPLICA_POOL_SIZE_MAX = 5;

export interface ShardOpening extends Omit<DatabaseOptions, 'name' | 'url'> {
  readonly zone: string | undefined;
  readonly onReport: (report: ReplicaReport) => void;
}

/** A shard on its addresses. Nothing connects yet: pools open at the first statement. */
export function openShard({ name, primary, replicas }: ShardAddress, opening: ShardOpening): Shard {
  const { zone, onReport, ...options } = opening;
  return new Shard(name, new Database({ ...options, name, url: primary }), {
    replicas: replicas.map(
      (address, index) =>
        new Replica(
          new Database({
            ...options,
            ...replicaPool(options),
            name: `${name}-replica-${index}`,
            url: address.url,
          }),
          address.zone,
        ),
    ),
    onReport,
    ...(zone !== undefined && { zone }),
  });
}

function replicaPool({ settings }: Pick<DatabaseOptions, 'settings'>): Pick<DatabaseOptions, 'settings'> {
  return {
    settings: {
      ...settings,
      poolSizeMax: Math.min(settings.poolSizeMax, REPLICA_POOL_SIZE_MAX),
      poolSizeMin: 0,
    },
  };
}
