/** Redirects of lookup services that hardly know a link themselves, beside those of a peer. */
import { join } from 'node:path';
import type { Stage } from '../demo/stage.ts';
import type { Standalone } from '../demo/standalone.server.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { contestSheet, verdict } from './comparison.ts';
import { contest, failureNote, type Contestant, type Runs } from './contest.ts';
import { APART } from './cores.ts';
import { CONNECTIONS, loadSender } from './load-sender.ts';
import type { Peer } from './peer.server.ts';
import { rounded, type Report } from './report.ts';
import { requestPaths } from './request-paths.ts';
import { metricAt, type Values } from './service-metrics.ts';

const ROUNDS = 5;
const SECONDS = 2;
const WARM_UP_SECONDS = 6;

/** Far more links than this are asked for in turn: none is asked for again before L1 has forgotten it. */
const L1_ENTRIES = 100;

/**
 * A lookup service on the servers of the rig, in a process such as the peers have. Its clicks stay on disk: whoever
 * counts them would do so while the peer runs.
 */
export async function forgetfulLookup(
  stage: Stage,
  rig: Rig,
  settings: Record<string, string> = {},
): Promise<Standalone> {
  return stage.lookup(await stage.folder(), {
    ...rig.environment(),
    WARM_LINKS: '0',
    L1_ENTRIES_MAX: String(L1_ENTRIES),
    REDIS_STATE_NODES: '',
    ...settings,
  });
}

export interface TierContest {
  readonly stage: Stage;
  readonly names: readonly string[];
  /** Each with what is done before its runs; the first is the one that has a goal. */
  readonly lookups: readonly {
    readonly label: string;
    readonly lookup: Standalone;
    readonly before?: () => Promise<unknown>;
  }[];
  readonly peer: { readonly label: string; readonly server: Peer };
  readonly atLeast: number;
}

export async function contestOfTier({ stage, names, lookups, peer }: TierContest): Promise<Runs> {
  const paths = await requestPaths(join(await stage.folder(), 'tier.paths'), names);
  const target = ({ url, pid }: Standalone | Peer) =>
    ({ url, pids: [pid], method: 'GET', paths, status: 302 }) as const;
  const contestants: Contestant[] = [
    ...lookups.map(({ label, lookup, before }) => ({ label, target: target(lookup), before })),
    { label: peer.label, target: target(peer.server) },
  ];
  const sender = await loadSender();
  await contest(contestants, { sender, rounds: 1, seconds: WARM_UP_SECONDS, cores: APART });
  return contest(contestants, { sender, rounds: ROUNDS, seconds: SECONDS, cores: APART });
}

export function tierReport(
  { names, lookups, peer, atLeast }: TierContest,
  runs: Runs,
  { name, title, notes }: Pick<Report, 'name' | 'title' | 'notes'>,
): Report {
  const comparisons = lookups.map(({ label }) => ({ ours: label, theirs: peer.label, atLeast }));
  return {
    name,
    title: `${title} over ${CONNECTIONS} connections, ${ROUNDS} interleaved rounds of ${SECONDS} s`,
    ...contestSheet(runs, comparisons),
    notes: [
      verdict(comparisons[0]!, runs),
      `${names.length.toLocaleString('en-US')} links are followed in turn, and L1 holds ${L1_ENTRIES}.`,
      ...notes,
      'Each server has one core. What stands behind it shares the other with wrk, and counts as foreign load.',
      failureNote(runs),
    ],
  };
}

/** The share of its answers that a lookup service had from a tier, in percent. */
export async function shareOf(tier: 'l2' | 'l3', { managementUrl }: Standalone): Promise<string> {
  const tiers: Values = await metricAt([managementUrl], 'fleetlink_lookup_total');
  const all = Object.values(tiers).reduce((sum, count) => sum + count, 0);
  return `${rounded((100 * (tiers[tier] ?? 0)) / all)} %`;
}
