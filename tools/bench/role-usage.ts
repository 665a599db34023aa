/** Processor time of a rig and of whoever puts load on it, by role. */
import { pidOf } from '../rig/control/node-control.ts';
import type { FleetNode } from '../rig/plan/fleet-node.ts';
import { treeOf } from '../rig/process/process-table.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { processorMs } from './process-usage.ts';

export const ROLES = ['bench', 'stats', 'Redis', 'Postgres'] as const;

/** Milliseconds of a processor, or whatever was made of them. */
export type RoleUsage = Readonly<Record<(typeof ROLES)[number], number>>;

/** Since the start of each process; of a Postgres server, of all that are alive now. */
export async function roleUsage({ site }: Rig): Promise<RoleUsage> {
  const of = async (isOf: (node: FleetNode) => boolean): Promise<number> => {
    const pids = site.nodes.filter(isOf).flatMap((node) => treeOf(pidOf(site, node)!));
    const times = await Promise.all(pids.map(({ pid }) => processorMs(pid)));
    return times.reduce((sum, ms) => sum + ms, 0);
  };
  return {
    bench: await processorMs(process.pid),
    stats: await of((node) => node.kind === 'service' && node.app === 'stats'),
    Redis: await of(({ kind }) => kind === 'redis'),
    Postgres: await of(({ kind }) => kind === 'postgres'),
  };
}

/** Microseconds for each of `count` things. */
export function usagePer(count: number, before: RoleUsage, after: RoleUsage): RoleUsage {
  const each = ROLES.map((role) => [role, ((after[role] - before[role]) * 1000) / count]);
  return Object.fromEntries(each) as RoleUsage;
}
