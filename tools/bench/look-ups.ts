import { inParallel } from '../demo/in-parallel.ts';
import type { Rig } from '../rig/rig-fleet.ts';

/** The first lookup process, past the gateway. */
export function lookupUrl(rig: Rig): string {
  const node = rig.site.ofKind('service').find(({ app }) => app === 'lookup');
  return `http://127.0.0.1:${node!.reachedAt}`;
}

/** Asks a store for each name once. @returns look-ups a second. */
export async function lookUps(
  names: readonly string[],
  find: (name: string) => Promise<object | undefined>,
  inFlight: number,
): Promise<number> {
  const startedAt = performance.now();
  await inParallel(names, inFlight, async (name) => {
    if ((await find(name)) === undefined) throw new Error(`${name} was not found`);
  });
  return (names.length * 1000) / (performance.now() - startedAt);
}
