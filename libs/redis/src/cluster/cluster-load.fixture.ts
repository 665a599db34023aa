import clusterKeySlot from 'cluster-key-slot';

const SLOT_COUNT = 16_384;

/** One key for each slot of a cluster. */
export function keyPerSlot(): string[] {
  const keys = new Map<number, string>();
  for (let number = 0; keys.size < SLOT_COUNT; number += 1)
    keys.set(clusterKeySlot(`${number}`), `${number}`);
  return [...keys.values()];
}

/** How `work` ended, and after how long. */
export async function timed<Result>(work: () => Promise<Result>) {
  const startMs = performance.now();
  const [outcome] = await Promise.allSettled([work()]);
  return { ms: performance.now() - startMs, outcome };
}
