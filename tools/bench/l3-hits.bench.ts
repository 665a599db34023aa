import type { Stage } from '../demo/stage.ts';
import { withRig } from './bench-rig.ts';
import { makeLeaves } from './leaves.ts';
import { Peer } from './peer.server.ts';
import { ReadPath } from './read-path.ts';
import { rounded, type Report } from './report.ts';
import { SeededLinks } from './seeded-links.ts';
import { metricAt } from './service-metrics.ts';
import { contestOfTier, forgetfulLookup, shareOf, tierReport, type TierContest } from './tier-contest.ts';

/** More than are answered in a run. */
const LINKS = 100_000;
const GOAL = 2;

/** Redirects of codes that neither memory nor Redis knows, beside a bare server with a statement for each. */
export async function l3Hits(stage: Stage): Promise<Report> {
  return withRig(stage, { replicas: 0, lookups: 1 }, async (rig) => {
    const path = await ReadPath.open(rig);
    try {
      await makeLeaves(path);
      const links = await SeededLinks.write(rig, path, LINKS);
      const lookup = await forgetfulLookup(stage, rig);
      const alone = await forgetfulLookup(stage, rig, { REDIS_CACHE_NODES: '' });
      const server = await Peer.start('parent', { portBase: rig.site.record.options.portBase });
      try {
        return await reported({
          stage,
          names: links.namesFrom(0, LINKS),
          lookups: [
            { label: 'lookup, cold codes', lookup, before: () => path.emptyCache() },
            { label: 'lookup without Redis, cold codes', lookup: alone },
          ],
          peer: { label: 'bare node:http, one statement each, through the parent', server },
          atLeast: GOAL,
        });
      } finally {
        await Promise.all([server, lookup, alone].map((one) => one.stop()));
      }
    } finally {
      await path.close();
    }
  });
}

async function reported(given: TierContest): Promise<Report> {
  const runs = await contestOfTier(given);
  const [{ lookup }] = given.lookups as [TierContest['lookups'][number]];
  const { names = 0, statements = 0 } = await metricAt(
    [lookup.managementUrl],
    'fleetlink_lookup_reads_total',
  );
  return tierReport(given, runs, {
    name: 'l3-hits',
    title: 'Redirects from L3 alone',
    notes: [
      `Of all answers ${await shareOf('l3', lookup)} came from L3, ${rounded(names / statements)} of them from one statement.`,
      'Redis is emptied before each run: an answer takes a look into it, and a copy that is written, which neither of the others does.',
    ],
  });
}
