import clusterKeySlot from 'cluster-key-slot';

/** Redis Cluster's number of hash slots; shards own ranges of the same slots. */
export const SLOT_COUNT = 16_384;

/**
 * The slot of a link's name, 0 to SLOT_COUNT - 1: CRC16 (XMODEM) mod 16,384, as the Redis Cluster
 * specification has it. Redis hashes only what stands between `{` and `}`; names hold no braces, so the
 * whole name counts.
 */
export function slotOf(name: string): number {
  return clusterKeySlot(name);
}
