import type { Stage } from '../demo/stage.ts';
import { range } from '../rig/plan/fleet-plan.ts';
import { withRig } from './bench-rig.ts';
import { lookupUrl } from './look-ups.ts';
import { fieldsOf, Peer } from './peer.server.ts';
import { ReadPath } from './read-path.ts';
import type { Report } from './report.ts';
import { SeededLinks } from './seeded-links.ts';
import { contestOfTier, TIER_SHAPE, tierReport, type TierContest } from './tier-contest.ts';

const LINKS = 20_000;
const GOAL = 0.7;

/** Redirects of a lookup service that finds nothing in its own memory, beside the least that Nest does. */
export async function l2Hits(stage: Stage): Promise<Report> {
  return withRig(stage, TIER_SHAPE, async (rig) => {
    const path = await ReadPath.open(rig);
    try {
      const links = await SeededLinks.write(rig, path, LINKS);
      await links.fillCache(path, range(LINKS));
      const names = links.namesFrom(0, LINKS);
      const peer = await Peer.start('nest', {
        links: names.map((name, index) => [name, links.target(index).url] as const),
        fields: await fieldsOf(`${lookupUrl(rig)}/${names[0]}`),
      });
      try {
        const folder = await stage.folder();
        return await reported({ rig, folder, names, peer, ...LABELS });
      } finally {
        await peer.stop();
      }
    } finally {
      await path.close();
    }
  });
}

const LABELS = {
  tier: 'l2',
  ours: 'lookup, from Redis (L2)',
  theirs: 'plain Nest on Fastify, from memory',
  atLeast: GOAL,
} as const;

async function reported(given: TierContest): Promise<Report> {
  return tierReport(given, await contestOfTier(given), {
    name: 'l2-hits',
    title: 'Redirects from L2 alone',
    notes: ['Both servers have one core. Redis shares the other with wrk, and counts as foreign load.'],
  });
}
