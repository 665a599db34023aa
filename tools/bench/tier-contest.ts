/** Redirects of a lookup service that hardly knows a link itself, beside those of a peer. */
import { join } from 'node:path';
import { pidOf } from '../rig/control/node-control.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { COLUMNS, contestantRow, rateOf, ratioRow, verdict } from './comparison.ts';
import { contest, failureNote, type Contestant, type Runs } from './contest.ts';
import { APART } from './cores.ts';
import { CONNECTIONS, loadSender } from './load-sender.ts';
import { lookupUrl } from './look-ups.ts';
import type { Peer } from './peer.server.ts';
import { rounded, type Report } from './report.ts';
import { requestPaths } from './request-paths.ts';
import { difference, metricOf, type Values } from './service-metrics.ts';

const ROUNDS = 6;
const SECONDS = 2;

/** Far more links than this are asked for in turn: none is asked for again before L1 has forgotten it. */
const L1_ENTRIES = 100;

/** Of the rig. */
export const TIER_SHAPE = {
  replicas: 0,
  lookups: 1,
  settings: { WARM_LINKS: '0', L1_ENTRIES_MAX: String(L1_ENTRIES) },
};

export interface TierContest {
  readonly rig: Rig;
  /** For the list of what is asked for. */
  readonly folder: string;
  readonly names: readonly string[];
  /** The tier that has to answer. */
  readonly tier: 'l2' | 'l3';
  readonly ours: string;
  readonly peer: Peer;
  readonly theirs: string;
  readonly atLeast: number;
  /** Done before each run of the lookup service. */
  readonly before?: () => Promise<unknown>;
}

export interface TierRuns {
  readonly runs: Runs;
  /** What the lookup service says of where its answers came from, and of its reads from shards. */
  readonly tiers: Values;
  readonly reads: Values;
}

/** The first round warms up. */
export async function contestOfTier({ rig, folder, names, ...given }: TierContest): Promise<TierRuns> {
  const paths = await requestPaths(join(folder, `${given.tier}.paths`), names);
  const target = (url: string, pid: number) =>
    ({ url, pids: [pid], method: 'GET', paths, status: 302 }) as const;
  const contestants: Contestant[] = [
    { label: given.ours, target: target(lookupUrl(rig), lookupPid(rig)), before: given.before },
    { label: given.theirs, target: target(given.peer.url, given.peer.pid) },
  ];
  const counted = async (): Promise<Values[]> =>
    Promise.all([
      metricOf(rig, 'lookup', 'fleetlink_lookup_total'),
      metricOf(rig, 'lookup', 'fleetlink_lookup_reads_total'),
    ]);
  const before = await counted();
  const sender = await loadSender();
  const runs = await contest(contestants, { sender, rounds: ROUNDS, seconds: SECONDS, cores: APART });
  const [tiers, reads] = (await counted()).map((values, index) => difference(values, before[index]!));
  return { runs: withoutFirst(runs), tiers: tiers!, reads: reads! };
}

export function tierReport(
  { names, tier, ours, theirs, atLeast }: TierContest,
  { runs, tiers }: TierRuns,
  { name, title, notes }: Pick<Report, 'name' | 'title' | 'notes'>,
): Report {
  const comparison = { ours, theirs, atLeast };
  const all = Object.values(tiers).reduce((sum, count) => sum + count, 0);
  return {
    name,
    title: `${title} over ${CONNECTIONS} connections, ${ROUNDS - 1} interleaved rounds of ${SECONDS} s`,
    columns: COLUMNS,
    rows: [contestantRow(ours, runs), contestantRow(theirs, runs), ratioRow(comparison, runs)],
    bars: { unit: 'req/s', values: [ours, theirs].map((label) => ({ label, value: rateOf(label, runs) })) },
    notes: [
      verdict(comparison, runs),
      `${names.length.toLocaleString('en-US')} links are followed in turn, and L1 holds ${L1_ENTRIES}: ` +
        `${rounded((100 * (tiers[tier] ?? 0)) / all)} % of all answers came from ${tier.toUpperCase()}.`,
      ...notes,
      failureNote(runs),
    ],
  };
}

function withoutFirst(runs: Runs): Runs {
  return new Map([...runs].map(([label, all]) => [label, all.slice(1)]));
}

function lookupPid({ site }: Rig): number {
  const node = site.ofKind('service').find(({ app }) => app === 'lookup');
  return pidOf(site, node!)!;
}
