import type { Database, PoolState } from '@fleetlink/postgres';
import { worstOf, type SystemSection } from '@fleetlink/service';

interface DatabaseFigures extends PoolState {
  readonly reachable: boolean;
  /** Of a statement that reads nothing, the wait for a connection included. */
  readonly responseTimeMs: number;
}

const ASK_MS_MAX = 500;

export interface FleetDatabases {
  /** Without one of these, some requests cannot be answered. */
  readonly needed: readonly Database[];
  /** Their primaries answer in their place. */
  readonly replicas: readonly Database[];
}

/** Every database of the fleet for the system report: whether it answers, how fast, and its pool. */
export async function databaseSection({ needed, replicas }: FleetDatabases): Promise<SystemSection> {
  const asked = [...needed, ...replicas].map(
    async (database) => [database.name, await figuresOf(database)] as const,
  );
  const metrics = Object.fromEntries(await Promise.all(asked));
  const isDown = ({ name }: Database) => metrics[name]?.reachable !== true;
  const status = worstOf([
    needed.some(isDown) ? 'unhealthy' : 'healthy',
    replicas.some(isDown) ? 'degraded' : 'healthy',
  ]);
  return { status, metrics };
}

async function figuresOf(database: Database): Promise<DatabaseFigures> {
  const askedMs = performance.now();
  const reachable = await database.query({ text: 'SELECT' }, [], ASK_MS_MAX).then(
    () => true,
    () => false,
  );
  return { reachable, responseTimeMs: Math.round(performance.now() - askedMs), ...database.poolState() };
}
