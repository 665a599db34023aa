import { DemoFault } from '../demo/demo-fault.ts';
import type { Stage } from '../demo/stage.ts';
import type { Standalone } from '../demo/standalone.server.ts';
import { TestGateway } from '../rig/gateway/test-gateway.fixture.ts';
import { optionalProgram } from '../rig/program/programs.ts';
import type { Variables } from '../rig/service/fleet-environment.ts';
import { contestSheet, verdict, type Comparison } from './comparison.ts';
import { clickNote, contest, failureNote, foreignNote, type Contestant, type Runs } from './contest.ts';
import { APART } from './cores.ts';
import { CONNECTIONS } from './load-sender.ts';
import type { LoadTarget } from './load.ts';
import { LANES, RedirectGround } from './redirect-ground.ts';
import type { Report } from './report.ts';
import { metricAt } from './service-metrics.ts';

const ROUNDS = 5;
const SECONDS = 2;
const GOAL = 0.9;
const BARE = 'gateway, bare node:http';
const BELIEVES_GATEWAY = { TRUST_PROXY: '127.0.0.1/32' };

const laneLabel = (lane: string) => `gateway, lane ${lane}`;

/** Redirects through the gateway's own configuration, beside the same before a bare server. */
export async function gateway(stage: Stage): Promise<Report> {
  if ((await optionalProgram('nginx')) === undefined) throw new DemoFault('there is no nginx to be had here');
  const ground = await RedirectGround.open(stage);
  const gateways: TestGateway[] = [];
  const behindGateway = async (target: LoadTarget): Promise<LoadTarget> => {
    const started = await TestGateway.start(serversAt(target.url));
    gateways.push(started);
    return { ...target, url: started.url, pids: [started.pid, ...target.pids] };
  };
  try {
    const contestants: Contestant[] = [
      { label: BARE, target: await behindGateway(await ground.peer('bare')) },
    ];
    const lookups = new Map<string, Standalone>();
    for (const lane of LANES) {
      const lookup = await ground.lookup({ ...BELIEVES_GATEWAY, REDIRECT_LANE: lane });
      lookups.set(lane, lookup);
      contestants.push({ label: laneLabel(lane), target: await behindGateway(ground.targetOf(lookup)) });
    }
    const rules = { sender: ground.sender, cores: APART, rounds: ROUNDS, seconds: SECONDS };
    const runs = await contest(contestants, rules);
    return reportOf(contestants, runs, await handOverNotes(lookups));
  } finally {
    for (const started of gateways) await started.stop();
    await ground.close();
  }
}

/** All names are asked of one server; nothing else is asked here. */
function serversAt(url: string): Variables {
  const server = `server ${new URL(url).host}`;
  return {
    GATEWAY_UNLIMITED: '127.0.0.0/8 0;',
    LOOKUP_SERVERS: `${server} max_fails=2 fail_timeout=2s;`,
    CREATE_SERVERS: `${server};`,
    STATS_SERVERS: `${server};`,
    CREATE_MANAGEMENT_SERVERS: `${server};`,
  };
}

/** Of the lanes that read connections themselves: those that were left to node:http. */
async function handOverNotes(lookups: ReadonlyMap<string, Standalone>): Promise<string[]> {
  const told = [...lookups].map(async ([lane, { managementUrl }]) => {
    const { taken = 0, handedOver = 0 } = await metricAt([managementUrl], 'fleetlink_lane_connections_total');
    if (taken === 0) return [];
    const met = handedOver === 0 ? 'met' : 'missed';
    return [
      `Goal for the lane ${lane}: no connection handed over to node:http: ${met} by ${handedOver} of ${taken}.`,
    ];
  });
  return (await Promise.all(told)).flat();
}

function reportOf(contestants: readonly Contestant[], runs: Runs, notes: readonly string[]): Report {
  const comparisons = LANES.map((lane): Comparison => ({
    ours: laneLabel(lane),
    theirs: BARE,
    atLeast: GOAL,
  }));
  return {
    name: 'gateway',
    title: `Redirects through nginx as in docker/nginx, ${CONNECTIONS} connections, ${ROUNDS} interleaved rounds of ${SECONDS} s`,
    ...contestSheet(runs, comparisons),
    notes: [
      ...comparisons.map((comparison) => verdict(comparison, runs)),
      ...notes,
      clickNote(runs, contestants),
      failureNote(runs),
      foreignNote(runs),
      'CPU is that of nginx and of the server behind it, which share a core; clients are forwarded and believed.',
    ],
  };
}
