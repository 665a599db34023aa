import type { Stage } from '../demo/stage.ts';
import { withRig } from './bench-rig.ts';
import { makeLeaves } from './leaves.ts';
import { Peer } from './peer.server.ts';
import { ReadPath } from './read-path.ts';
import { rounded, type Report } from './report.ts';
import { SeededLinks } from './seeded-links.ts';
import { contestOfTier, TIER_SHAPE, tierReport, type TierContest } from './tier-contest.ts';

/** More than are answered in a run. */
const LINKS = 50_000;
const GOAL = 2;

/** Redirects of codes that neither memory nor Redis knows, beside a bare server with a statement for each. */
export async function l3Hits(stage: Stage): Promise<Report> {
  return withRig(stage, TIER_SHAPE, async (rig) => {
    const path = await ReadPath.open(rig);
    try {
      await makeLeaves(path);
      const links = await SeededLinks.write(rig, path, LINKS);
      const peer = await Peer.start('parent', { portBase: rig.site.record.options.portBase });
      try {
        const [folder, names] = [await stage.folder(), links.namesFrom(0, LINKS)];
        return await reported({ rig, folder, names, peer, before: () => path.emptyCache(), ...LABELS });
      } finally {
        await peer.stop();
      }
    } finally {
      await path.close();
    }
  });
}

const LABELS = {
  tier: 'l3',
  ours: 'lookup, cold codes',
  theirs: 'bare node:http, one statement each, through the parent',
  atLeast: GOAL,
} as const;

async function reported(given: TierContest): Promise<Report> {
  const found = await contestOfTier(given);
  const { names = 0, statements = 0 } = found.reads;
  return tierReport(given, found, {
    name: 'l3-hits',
    title: 'Redirects from L3 alone',
    notes: [
      `Redis is emptied before each run: each answer takes a look into it, ${rounded(1 / (names / statements))} statements, and a copy that is written.`,
      'Both servers have one core. Postgres and Redis share the other with wrk, and count as foreign load.',
    ],
  });
}
