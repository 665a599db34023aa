import type { Stage } from '../demo/stage.ts';
import { range } from '../rig/plan/fleet-plan.ts';
import { withRig } from './bench-rig.ts';
import { fieldsOf, Peer } from './peer.server.ts';
import { ReadPath } from './read-path.ts';
import type { Report } from './report.ts';
import { SeededLinks } from './seeded-links.ts';
import { contestOfTier, forgetfulLookup, shareOf, tierReport, type TierContest } from './tier-contest.ts';

const LINKS = 20_000;
const GOAL = 0.7;

/** Redirects of a lookup service that finds nothing in its own memory, beside the least that Nest does. */
export async function l2Hits(stage: Stage): Promise<Report> {
  return withRig(stage, { replicas: 0, lookups: 1 }, async (rig) => {
    const path = await ReadPath.open(rig);
    try {
      const links = await SeededLinks.write(rig, path, LINKS);
      await links.fillCache(path, range(LINKS));
      const names = links.namesFrom(0, LINKS);
      const lookup = await forgetfulLookup(stage, rig);
      const server = await Peer.start('nest', {
        links: names.map((name, index) => [name, links.target(index).url] as const),
        fields: await fieldsOf(`${lookup.url}/${names[0]}`),
      });
      try {
        return await reported({
          stage,
          names,
          lookups: [{ label: 'lookup, from Redis (L2)', lookup }],
          peer: { label: 'plain Nest on Fastify, from memory', server },
          atLeast: GOAL,
        });
      } finally {
        await Promise.all([server.stop(), lookup.stop()]);
      }
    } finally {
      await path.close();
    }
  });
}

async function reported(given: TierContest): Promise<Report> {
  const runs = await contestOfTier(given);
  return tierReport(given, runs, {
    name: 'l2-hits',
    title: 'Redirects from L2 alone',
    notes: [`Of all answers ${await shareOf('l2', given.lookups[0]!.lookup)} came from L2.`],
  });
}
