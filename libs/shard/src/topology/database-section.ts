import type { Database, PoolState } from '@fleetlink/postgres';
import type { SystemSection } from '@fleetlink/service';

interface DatabaseFigures extends PoolState {
  readonly reachable: boolean;
  /** Of a statement that reads nothing, the wait for a connection included. */
  readonly responseTimeMs: number;
}

const ASK_MS_MAX = 500;

/** Every database of the fleet for the system report: whether it answers, how fast, and its pool. */
export async function databaseSection(databases: readonly Database[]): Promise<SystemSection> {
  const asked = databases.map(async (database) => [database.name, await figuresOf(database)] as const);
  const metrics = Object.fromEntries(await Promise.all(asked));
  return { healthy: Object.values(metrics).every(({ reachable }) => reachable), metrics };
}

async function figuresOf(database: Database): Promise<DatabaseFigures> {
  const askedMs = performance.now();
  const reachable = await database.query({ text: 'SELECT' }, [], ASK_MS_MAX).then(
    () => true,
    () => false,
  );
  return { reachable, responseTimeMs: Math.round(performance.now() - askedMs), ...database.poolState() };
}
