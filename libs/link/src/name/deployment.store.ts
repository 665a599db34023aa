import { isPassing } from '@fleetlink/postgres';
import type { Shard } from '@fleetlink/shard';

/** How a fleet makes its codes, as each of its shards recorded it at the first boot. */
export interface Deployment {
  readonly layout: string;
  readonly keyFingerprint: string;
  readonly firstBootMs: number;
}

const STORE_DEADLINE_MS = 2000;

/** This process would read and mint other codes than its fleet. */
export class DeploymentMismatchError extends Error {
  override readonly name = 'DeploymentMismatchError';
}

/** A minter's clock may be this far behind a shard's, with room to spare: ids may seem older than the first boot. */
const CLOCK_LAG_MAX_MS = 60_000;

/**
 * Holds this process against what the shards have recorded, and records the deployment on those that have nothing.
 * Shards that are down are passed over: one that answers is enough.
 * @throws {DeploymentMismatchError} when a shard was set up with another layout or key.
 */
export async function agreeOnDeployment(
  shards: readonly Shard[],
  wanted: Omit<Deployment, 'firstBootMs'>,
): Promise<Deployment> {
  assertSame(await recordedOn(shards), wanted);
  await Promise.all(shards.map((shard) => passedOver(record(shard, wanted))));
  const recorded = await recordedOn(shards);
  assertSame(recorded, wanted);
  // A shard that is down may be the oldest one, so then no code is taken for too old to exist.
  const firstBootMs =
    recorded.length < shards.length
      ? 0
      : Math.min(...recorded.map((deployment) => deployment.firstBootMs)) - CLOCK_LAG_MAX_MS;
  return { ...wanted, firstBootMs };
}

function assertSame(recorded: readonly Deployment[], wanted: Omit<Deployment, 'firstBootMs'>): void {
  const other = recorded.find(
    ({ layout, keyFingerprint }) => layout !== wanted.layout || keyFingerprint !== wanted.keyFingerprint,
  );
  if (!other) return;
  throw new DeploymentMismatchError(
    `This fleet makes its codes with the layout ${other.layout} and the key ${other.keyFingerprint}, but this ` +
      `process has ${wanted.layout} and ${wanted.keyFingerprint}. Set CODE_LAYOUT and CODE_KEY to the fleet's own.`,
  );
}

async function recordedOn(shards: readonly Shard[]): Promise<Deployment[]> {
  const rows = await Promise.all(
    shards.map((shard) =>
      passedOver(
        shard.query<Deployment>(
          {
            text: `SELECT layout, key_fingerprint AS "keyFingerprint",
                     floor(extract(epoch FROM first_boot_at) * 1000)::float8 AS "firstBootMs" FROM deployment`,
          },
          [],
          STORE_DEADLINE_MS,
        ),
      ),
    ),
  );
  return rows.flat();
}

async function record(shard: Shard, wanted: Omit<Deployment, 'firstBootMs'>): Promise<never[]> {
  return shard.query(
    { text: 'INSERT INTO deployment (layout, key_fingerprint) VALUES ($1, $2) ON CONFLICT DO NOTHING' },
    [wanted.layout, wanted.keyFingerprint],
    STORE_DEADLINE_MS,
  );
}

async function passedOver<Row>(asking: Promise<Row[]>): Promise<Row[]> {
  try {
    return await asking;
  } catch (error) {
    if (isPassing(error)) return [];
    throw error;
  }
}
