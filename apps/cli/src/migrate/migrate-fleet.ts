import { accessMigrations } from '@fleetlink/access';
import { clickMigrations } from '@fleetlink/click';
import { linkMigrations } from '@fleetlink/link';
import { migrate, type Database, type MigrationReport } from '@fleetlink/postgres';
import { claimEqualRanges, shardMigrations, type Topology } from '@fleetlink/shard';

export interface FleetMigrationReport {
  readonly databases: readonly MigrationReport[];
  /** True when the shards of a new fleet were given their slots just now. */
  readonly slotsClaimed: boolean;
}

/** Opens a database for a short job. */
export type OpenDatabase = (name: string, url: string) => Database;

/** Brings every database of the fleet up to date, and gives the shards of a new fleet equal ranges of slots. */
export async function migrateFleet(topology: Topology, open: OpenDatabase): Promise<FleetMigrationReport> {
  const { catalogUrl, catalogAdminUrl, statsUrl, statsAdminUrl, shards } = topology;
  const databases = await Promise.all([
    migrate('catalog', catalogAdminUrl ?? catalogUrl, [
      linkMigrations.catalog,
      accessMigrations.catalog,
      clickMigrations.catalog,
    ]),
    migrate('stats', statsAdminUrl ?? statsUrl, [clickMigrations.stats]),
    ...shards.map(({ name, primary, admin }) =>
      migrate(name, admin ?? primary, [shardMigrations.shard, linkMigrations.shard]),
    ),
  ]);
  return { databases, slotsClaimed: await claimSlots(shards, open) };
}

async function claimSlots(shards: Topology['shards'], open: OpenDatabase): Promise<boolean> {
  const opened = shards.map(({ name, primary, admin }) => ({ name, database: open(name, admin ?? primary) }));
  try {
    return await claimEqualRanges(opened);
  } finally {
    await Promise.all(opened.map(({ database }) => database.close()));
  }
}
