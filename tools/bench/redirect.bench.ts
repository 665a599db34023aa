import type { Stage } from '../demo/stage.ts';
import { contestSheet, costOf, verdict, type Comparison } from './comparison.ts';
import { clickNote, contest, failureNote, foreignNote, type Contestant, type Runs } from './contest.ts';
import { APART, SHARED, whyNotPinned } from './cores.ts';
import { CONNECTIONS } from './load-sender.ts';
import { otherServer, type OtherServer } from './other.server.ts';
import { DEFAULT_LANE, LANES, RedirectGround } from './redirect-ground.ts';
import { rounded, type Report } from './report.ts';

const ROUNDS = 5;
const SECONDS = 2;

const NGINX = 'nginx map, access log';
const SOCKET = 'a socket alone, nothing checked';
const BARE = 'bare node:http';
const UNKNOWN = 'one unknown name';
const OTHER = 'the other server';
const STANDALONE = 'standalone, clicks counted';
const ONE = 'one process, load on its cores';
const TWO = 'WORKERS=2, load on their cores';
const laneLabel = (lane: string) => `lookup, lane ${lane}`;
/** The same path without a click. */
const uncounted = (lane: string) => `${laneLabel(lane)}, HEAD`;

/** Of requests a second, beside the bare server and beside nginx. What is not listed has no goal. */
const GOALS: Readonly<Record<string, { readonly bare: number; readonly nginx: number }>> = {
  [laneLabel('http')]: { bare: 0.95, nginx: 0.3 },
  [laneLabel('socket')]: { bare: 1.6, nginx: 0.5 },
  [uncounted('socket')]: { bare: 1.9, nginx: 0.57 },
};
/** Of processor time, for what a redirect costs more than a HEAD. */
const COUNTING_GOAL_MICROS = 5;
const UNKNOWN_GOAL = 0.7;
const WORKERS_GOAL = 1.3;

/** Above this share of a core the sender may be what limits the fastest. */
const SENDER_BUSY_CORES = 0.95;

/**
 * Redirects from memory, their clicks on the way to the statistics, beside what else answers redirects.
 * @param against a short link of another server on this machine.
 */
export async function redirect(stage: Stage, against?: string): Promise<Report> {
  const other = against === undefined ? undefined : await otherServer(against);
  const ground = await RedirectGround.open(stage);
  try {
    const rules = { sender: ground.sender, rounds: ROUNDS, seconds: SECONDS };
    const apart = await contestantsApart(ground, other);
    const runsApart = await contest(apart, { ...rules, cores: APART });
    const shared = await contestantsShared(ground, apart);
    const runs: Runs = new Map([...runsApart, ...(await contest(shared, { ...rules, cores: SHARED }))]);
    return await reportOf([...apart, ...shared], runs, ground);
  } finally {
    await ground.close();
  }
}

async function contestantsApart(
  ground: RedirectGround,
  other: OtherServer | undefined,
): Promise<Contestant[]> {
  const nginx = await ground.nginx();
  const peers = [
    ...(other ? [{ label: OTHER, target: await ground.otherServer(other) }] : []),
    ...(nginx ? [{ label: NGINX, target: nginx }] : []),
    { label: SOCKET, target: await ground.peer('socket') },
    { label: BARE, target: await ground.peer('bare') },
    { label: 'plain Fastify', target: await ground.peer('fastify') },
    { label: 'plain Nest on Fastify', target: await ground.peer('nest') },
  ];
  const lanes: Contestant[] = [];
  for (const lane of LANES) {
    const lookup = await ground.lookup({ REDIRECT_LANE: lane });
    lanes.push({ label: laneLabel(lane), target: ground.targetOf(lookup) });
    lanes.push({ label: uncounted(lane), target: ground.targetOf(lookup, { method: 'HEAD' }) });
    if (lane !== DEFAULT_LANE) continue;
    const unknown = { paths: ground.paths.unknown, status: 404 } as const;
    lanes.push({ label: UNKNOWN, target: ground.targetOf(lookup, unknown) });
  }
  return [...peers, ...lanes, { label: STANDALONE, target: await ground.standalone() }];
}

/** The one process is that of the default lane, now on two cores like the others. */
async function contestantsShared(
  ground: RedirectGround,
  apart: readonly Contestant[],
): Promise<Contestant[]> {
  const { target } = apart.find(({ label }) => label === laneLabel(DEFAULT_LANE))!;
  return [
    { label: ONE, target },
    { label: TWO, target: ground.targetOf(await ground.lookup({ WORKERS: '2' })) },
  ];
}

function comparisonsOf(runs: Runs): Comparison[] {
  const lanes = LANES.flatMap((lane) => [laneLabel(lane), uncounted(lane)]).flatMap((ours): Comparison[] => [
    { ours, theirs: BARE, atLeast: GOALS[ours]?.bare },
    { ours, theirs: NGINX, atLeast: GOALS[ours]?.nginx },
  ]);
  const all: Comparison[] = [
    ...lanes,
    { ours: SOCKET, theirs: BARE },
    { ours: STANDALONE, theirs: BARE },
    { ours: laneLabel(DEFAULT_LANE), theirs: OTHER },
    { ours: STANDALONE, theirs: OTHER },
    { ours: UNKNOWN, theirs: laneLabel(DEFAULT_LANE), atLeast: UNKNOWN_GOAL },
    { ours: TWO, theirs: ONE, atLeast: WORKERS_GOAL },
  ];
  return all.filter(({ theirs }) => runs.has(theirs));
}

async function reportOf(
  contestants: readonly Contestant[],
  runs: Runs,
  { sender }: RedirectGround,
): Promise<Report> {
  const comparisons = comparisonsOf(runs);
  const unpinned = await whyNotPinned();
  const busiest = Math.max(...[...runs.values()].map(([first]) => first!.senderCores));
  return {
    name: 'redirect',
    title: `Redirects over ${CONNECTIONS} connections, ${ROUNDS} interleaved rounds of ${SECONDS} s`,
    ...contestSheet(runs, comparisons),
    notes: [
      ...comparisons
        .filter(({ atLeast }) => atLeast !== undefined)
        .map((comparison) => verdict(comparison, runs)),
      ...LANES.map((lane) => countingNote(lane, runs)),
      `${SOCKET}: finds the end of a head and the name in it, and writes the answer. It is what Node's sockets alone cost, so nothing in JavaScript is faster.`,
      ...(runs.has(OTHER) ? [`${OTHER} is asked for one link, the others for all of theirs.`] : []),
      ...(runs.has(NGINX) ? [] : ['There is no nginx here, so nothing was compared with it.']),
      clickNote(runs, contestants),
      failureNote(runs),
      foreignNote(runs),
      `Load: ${sender.name}, names drawn by Zipf (exponent 1), heads as of a browser. ` +
        (unpinned === undefined
          ? 'Servers have one core and the sender another, but in the last two rows of servers all share two.'
          : `Nothing is pinned to a core: ${unpinned}.`),
      `Unless a row says otherwise REDIRECT_LANE=${DEFAULT_LANE}; clicks are on, and on disk for the bus.`,
      'Ratios are medians of the rounds, as are their CPU ratios; CPU is that of all processes of a server.',
      `The sender used up to ${rounded(busiest)} of a core` +
        (busiest > SENDER_BUSY_CORES ? ', so it limits the fastest: trust the CPU column there.' : '.'),
    ],
  };
}

function countingNote(lane: string, runs: Runs): string {
  const micros = costOf(laneLabel(lane), runs) - costOf(uncounted(lane), runs);
  const verdictOf = micros <= COUNTING_GOAL_MICROS ? 'met' : 'missed';
  return `Goal: counting a click on the lane ${lane} costs at most ${COUNTING_GOAL_MICROS} µs of processor time: ${verdictOf} by ${rounded(micros)}.`;
}
