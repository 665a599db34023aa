import { isPassing } from '@fleetlink/postgres';
import type { Shard } from '@fleetlink/shard';

/** How a fleet makes its codes, as each of its shards recorded it at the first boot. */
export interface Deployment {
  readonly layout: string;
  readonly keyFingerprint: string;
  readonly firstBootMs: number;
}

const READ_DEADLINE_MS = 2000;

/** This process would read and mint other codes than its fleet. */
export class DeploymentMismatchError extends Error {
  override readonly name = 'DeploymentMismatchError';
}

/**
 * Records the deployment on shards that have none, and holds this process against those that have one.
 * Shards that are down are passed over: one that answers is enough.
 * @throws {DeploymentMismatchError} when a shard was set up with another layout or key.
 */
export async function agreeOnDeployment(
  shards: readonly Shard[],
  wanted: Omit<Deployment, 'firstBootMs'>,
): Promise<Deployment> {
  const recorded = (await Promise.all(shards.map((shard) => recordOn(shard, wanted)))).filter(
    (found) => !!found,
  );
  const other = recorded.find(
    ({ layout, keyFingerprint }) => layout !== wanted.layout || keyFingerprint !== wanted.keyFingerprint,
  );
  if (other)
    throw new DeploymentMismatchError(
      `This fleet makes its codes with the layout ${other.layout} and the key ${other.keyFingerprint}, but this ` +
        `process has ${wanted.layout} and ${wanted.keyFingerprint}. Set CODE_LAYOUT and CODE_KEY to the fleet's own.`,
    );
  // With every shard down the process still starts; only the age check of codes is missing then.
  return { ...wanted, firstBootMs: Math.min(...recorded.map(({ firstBootMs }) => firstBootMs), Date.now()) };
}

async function recordOn(
  shard: Shard,
  { layout, keyFingerprint }: Omit<Deployment, 'firstBootMs'>,
): Promise<Deployment | undefined> {
  try {
    await shard.query(
      { text: 'INSERT INTO deployment (layout, key_fingerprint) VALUES ($1, $2) ON CONFLICT DO NOTHING' },
      [layout, keyFingerprint],
      READ_DEADLINE_MS,
    );
    const [row] = await shard.query<{ layout: string; fingerprint: string; firstBootMs: string }>(
      {
        text: `SELECT layout, key_fingerprint AS fingerprint,
                 floor(extract(epoch FROM first_boot_at) * 1000) AS "firstBootMs" FROM deployment`,
      },
      [],
      READ_DEADLINE_MS,
    );
    return (
      row && { layout: row.layout, keyFingerprint: row.fingerprint, firstBootMs: Number(row.firstBootMs) }
    );
  } catch (error) {
    if (isPassing(error)) return undefined;
    throw error;
  }
}
