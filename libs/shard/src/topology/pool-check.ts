import type { Database } from '@fleetlink/postgres';
import { SettingsError } from '@fleetlink/settings';
import { byServer, poolAdvice, poolVerdict, wantedOf, type PoolSum } from './pool-sums.js';
import { limitsStatements, offeredConnections } from './server-limits.store.js';

/**
 * Compares the pools of this process and its fellow workers, `processes` in all, with what each server offers.
 * Servers that do not answer and those behind a pooler, whose business that is, are left out.
 * @throws {SettingsError} when they alone could take every connection of a server.
 */
export async function checkPools(
  databases: readonly Database[],
  processes: number,
  warn: (sum: PoolSum, advice: string) => void,
): Promise<void> {
  const direct = databases.filter(({ isPooled }) => !isPooled);
  const sums = await Promise.all(
    [...byServer(direct)].map(([server, pools]) => sumOf(server, pools, processes)),
  );
  const known = sums.filter((sum) => sum !== undefined);
  const tooMany = known.filter((sum) => poolVerdict(sum) === 'too many');
  if (tooMany.length > 0) throw new SettingsError(tooMany.map(poolAdvice));
  for (const sum of known) if (poolVerdict(sum) === 'tight') warn(sum, poolAdvice(sum));
}

/** Names of the databases behind a pooler whose server sets no limit to statements: no session of ours can. */
export async function unlimitedBehindPooler(databases: readonly Database[]): Promise<string[]> {
  const pooled = databases.filter(({ isPooled }) => isPooled);
  const limited = await Promise.all(pooled.map(limitsStatements));
  return pooled.filter((_, index) => limited[index] === false).map(({ name }) => name);
}

async function sumOf(
  server: string,
  databases: readonly Database[],
  processes: number,
): Promise<PoolSum | undefined> {
  const offered = await offeredConnections(databases[0]!);
  if (offered === undefined) return undefined;
  return {
    server,
    databases: databases.length,
    processes,
    wanted: wantedOf(databases) * processes,
    offered,
  };
}
