import { join } from 'node:path';
import type { Stage } from '../demo/stage.ts';
import { pidOf } from '../rig/control/node-control.ts';
import { range } from '../rig/plan/fleet-plan.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { withRig } from './bench-rig.ts';
import { COLUMNS, contestantRow, rateOf, ratioRow, verdict, type Comparison } from './comparison.ts';
import { contest, failureNote, type Contestant, type Runs } from './contest.ts';
import { APART } from './cores.ts';
import { CONNECTIONS, loadSender } from './load-sender.ts';
import { lookupUrl } from './look-ups.ts';
import { fieldsOf, Peer } from './peer.server.ts';
import { ReadPath } from './read-path.ts';
import type { Report } from './report.ts';
import { requestPaths } from './request-paths.ts';
import { SeededLinks } from './seeded-links.ts';
import { difference, metricOf, type Values } from './service-metrics.ts';

const ROUNDS = 5;
const SECONDS = 2;
/** Asked for in turn: none is asked for again before L1 has forgotten it. */
const LINKS = 20_000;
const L1_ENTRIES = 100;

const SHAPE = {
  replicas: 0,
  lookups: 1,
  settings: { WARM_LINKS: '0', L1_ENTRIES_MAX: String(L1_ENTRIES) },
};

const LOOKUP = 'lookup, from Redis (L2)';
const NEST = 'plain Nest on Fastify, from memory';
const COMPARISON: Comparison = { ours: LOOKUP, theirs: NEST, atLeast: 0.7 };

/** Redirects of a lookup service that finds nothing in its own memory, beside the least that Nest does. */
export async function l2Hits(stage: Stage): Promise<Report> {
  return withRig(stage, SHAPE, async (rig) => {
    const path = await ReadPath.open(rig);
    try {
      const links = await SeededLinks.write(rig, path, LINKS);
      await links.fillCache(path, range(LINKS));
      return await compared(rig, await stage.folder(), links);
    } finally {
      await path.close();
    }
  });
}

async function compared(rig: Rig, folder: string, links: SeededLinks): Promise<Report> {
  const names = links.namesFrom(0, LINKS);
  const paths = await requestPaths(join(folder, 'l2.paths'), names);
  const fields = await fieldsOf(`${lookupUrl(rig)}/${names[0]}`);
  const peer = await Peer.start('nest', {
    links: names.map((name, index) => [name, links.target(index).url] as const),
    fields,
  });
  try {
    const contestants: Contestant[] = [
      {
        label: LOOKUP,
        target: { url: lookupUrl(rig), pids: [lookupPid(rig)], method: 'GET', paths, status: 302 },
      },
      { label: NEST, target: { url: peer.url, pids: [peer.pid], method: 'GET', paths, status: 302 } },
    ];
    const before = await metricOf(rig, 'lookup', 'fleetlink_lookup_total');
    const sender = await loadSender();
    const runs = await contest(contestants, { sender, rounds: ROUNDS, seconds: SECONDS, cores: APART });
    return reportOf(runs, difference(await metricOf(rig, 'lookup', 'fleetlink_lookup_total'), before));
  } finally {
    await peer.stop();
  }
}

function lookupPid({ site }: Rig): number {
  const node = site.ofKind('service').find(({ app }) => app === 'lookup');
  return pidOf(site, node!)!;
}

function reportOf(runs: Runs, tiers: Values): Report {
  const labels = [...runs.keys()];
  const all = Object.values(tiers).reduce((sum, count) => sum + count, 0);
  return {
    name: 'l2-hits',
    title: `Redirects from L2 alone over ${CONNECTIONS} connections, ${ROUNDS} interleaved rounds of ${SECONDS} s`,
    columns: COLUMNS,
    rows: [...labels.map((label) => contestantRow(label, runs)), ratioRow(COMPARISON, runs)],
    bars: { unit: 'req/s', values: labels.map((label) => ({ label, value: rateOf(label, runs) })) },
    notes: [
      verdict(COMPARISON, runs),
      `${LINKS.toLocaleString('en-US')} links are followed in turn, and L1 holds ${L1_ENTRIES}: ${((100 * (tiers['l2'] ?? 0)) / all).toFixed(1)} % of all answers came from L2.`,
      'Both servers have one core. Redis shares the other with wrk, and counts as foreign load.',
      failureNote(runs),
    ],
  };
}
