import { LeafKeeper } from '@fleetlink/link';
import type { ReadPath } from './read-path.ts';

/** As many months as a fleet has after two years. */
export const LEAVES = 24;

export async function makeLeaves({ scheme: { layout }, router }: ReadPath): Promise<void> {
  const keeper = new LeafKeeper(layout);
  const year = new Date(layout.epochMs).getUTCFullYear();
  for (const { database } of router.shards)
    for (let month = 0; month < LEAVES; month += 1)
      await keeper.ensureLeaves(database, Date.UTC(year, month));
}
