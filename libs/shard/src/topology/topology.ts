import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsError } from '@fleetlink/settings';
import type { ShardAddress, TopologySettings } from '../shard.settings.js';

/** Every database of one fleet. */
export interface Topology {
  readonly catalogUrl: string;
  readonly statsUrl: string;
  /** Past their poolers, as `admin` of a shard. */
  readonly catalogAdminUrl?: string | undefined;
  readonly statsAdminUrl?: string | undefined;
  readonly shards: readonly ShardAddress[];
  /** Where this process runs, if that was said. */
  readonly zone?: string | undefined;
}

/** Written by a standalone for its neighbours: other processes and the operators' command on one machine. */
const TOPOLOGY_FILE = 'databases.json';

/**
 * The databases that the settings name, or else those of the standalone that uses `dataDir`.
 * @throws {SettingsError} when neither says where the databases are.
 */
export function findTopology(settings: TopologySettings, dataDir: string): Topology {
  const { catalogUrl, shards } = settings;
  if (shards && catalogUrl) return { ...settings, ...statsOf(settings, catalogUrl), catalogUrl, shards };
  if (shards || catalogUrl)
    throw new SettingsError([
      `${shards ? 'CATALOG_DATABASE_URL' : 'SHARDS'}: must be set with the other of the two`,
    ]);
  try {
    return JSON.parse(readFileSync(join(dataDir, TOPOLOGY_FILE), 'utf8')) as Topology;
  } catch {
    throw new SettingsError([
      `SHARDS and CATALOG_DATABASE_URL: say where the databases are, or run \`npm start\` once: ` +
        `its databases in ${dataDir} are then found by themselves`,
    ]);
  }
}

/** Without a database of their own the statistics lie in the catalog's. */
function statsOf({ catalogAdminUrl, statsUrl, statsAdminUrl }: TopologySettings, catalogUrl: string) {
  if (statsUrl) return { statsUrl, statsAdminUrl };
  return { statsUrl: catalogUrl, statsAdminUrl: statsAdminUrl ?? catalogAdminUrl };
}

export function writeTopology(topology: Topology, dataDir: string): void {
  writeFileSync(join(dataDir, TOPOLOGY_FILE), `${JSON.stringify(topology, null, 2)}\n`, { mode: 0o600 });
}
