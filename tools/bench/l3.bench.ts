import type { Stage } from '../demo/stage.ts';
import { withRig } from './bench-rig.ts';
import { l3Report, WAYS, type Found, type Way } from './l3-report.ts';
import { LEAVES, makeLeaves } from './leaves.ts';
import { lookUps } from './look-ups.ts';
import { ReadPath } from './read-path.ts';
import type { Report } from './report.ts';
import { SeededLinks } from './seeded-links.ts';

const ROUNDS = 4;
/** In flight. The goal is for the first. */
const STORMS = [64, 500];
/** Cold names of one storm. */
const NAMES = 5000;
const MONTHS_ASKED = 8;
const MONTH_MS = 30 * 24 * 3_600_000;

/** Many cold codes at once: how few statements they become, and what that brings. */
export async function l3(stage: Stage): Promise<Report> {
  return withRig(stage, { replicas: 0, lookups: 1 }, async (rig) => {
    const path = await ReadPath.open(rig);
    try {
      await makeLeaves(path);
      const links = await SeededLinks.write(rig, path, NAMES, Date.now() - MONTHS_ASKED * MONTH_MS);
      const names = links.namesFrom(0, NAMES);
      const found: Found[] = [];
      for (const inFlight of STORMS) found.push(await storm(path, names, inFlight));
      process.stdout.write('\n');
      return l3Report(found, { rounds: ROUNDS, names: NAMES, leaves: LEAVES, months: MONTHS_ASKED });
    } finally {
      await path.close();
    }
  });
}

/** Forward, then backward. The first round warms up. */
async function storm(path: ReadPath, names: readonly string[], inFlight: number): Promise<Found> {
  const { source, yardsticks } = path;
  const find: Readonly<Record<Way, (name: string) => Promise<object | undefined>>> = {
    product: (name) => source.find(name, path.untilMs()),
    byLeaf: (name) => yardsticks.batchedByLeaf(name),
    atLeaf: (name) => yardsticks.atLeaf(name),
    throughParent: (name) => yardsticks.throughParent(name),
  };
  const rates: Record<Way, number[]> = { product: [], byLeaf: [], atLeaf: [], throughParent: [] };
  const before = { names: source.reads, statements: source.statements };
  const forward = Object.keys(WAYS) as Way[];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const way of round % 2 === 0 ? forward : forward.toReversed())
      rates[way].push(await lookUps(names, find[way], inFlight));
    process.stdout.write('.');
  }
  for (const way of forward) rates[way].shift();
  const namesPerStatement = (source.reads - before.names) / (source.statements - before.statements);
  return { inFlight, rates, namesPerStatement };
}
