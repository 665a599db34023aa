import type { Deployment } from '@fleetlink/link';
import type { Database } from '@fleetlink/postgres';
import { READ_DEADLINE_MS } from './fleet.settings.js';

interface DeploymentRow {
  readonly layout: string;
  readonly keyFingerprint: string;
  readonly firstBootMs: string;
}

/** How the fleet makes its codes, as this shard recorded it; undefined before the first boot. Only reads. */
export async function recordedDeployment(shard: Database): Promise<Deployment | undefined> {
  const [row] = await shard.query<DeploymentRow>(
    {
      text: `SELECT layout, key_fingerprint AS "keyFingerprint",
               floor(extract(epoch FROM first_boot_at) * 1000)::text AS "firstBootMs" FROM deployment`,
    },
    [],
    READ_DEADLINE_MS,
  );
  return row && { ...row, firstBootMs: Number(row.firstBootMs) };
}
