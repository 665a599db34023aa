import { LeafKeeper } from '@fleetlink/link';
import type { Stage } from '../demo/stage.ts';
import type { Rig } from '../rig/rig-fleet.ts';
import { withRig } from './bench-rig.ts';
import { l3Report, WAYS, type Found, type Way } from './l3-report.ts';
import { lookUps, lookupUrl } from './look-ups.ts';
import { Peer } from './peer.server.ts';
import { ReadPath } from './read-path.ts';
import type { Report } from './report.ts';
import { SeededLinks } from './seeded-links.ts';
import { Sender, type Sent } from './sender.ts';
import { difference, metricOf } from './service-metrics.ts';

const ROUNDS = 4;
/** In flight. The goals are for the first. */
const STORMS = [64, 500];
/** Cold names of one storm. */
const NAMES = 5000;
const LEAVES = 24;
const MONTHS_ASKED = 8;
const MONTH_MS = 30 * 24 * 3_600_000;

const SHAPE = { replicas: 0, lookups: 1, settings: { WARM_LINKS: '0' } };

/** Many cold codes at once: how few statements they become, and what that brings. */
export async function l3(stage: Stage): Promise<Report> {
  return withRig(stage, SHAPE, async (rig) => {
    const path = await ReadPath.open(rig);
    const peer = await Peer.start('parent', { portBase: rig.site.record.options.portBase });
    try {
      await makeLeaves(path);
      const fresh = await SeededLinks.write(rig, path, STORMS.length * (ROUNDS + 1) * NAMES);
      const old = await SeededLinks.write(rig, path, NAMES, Date.now() - MONTHS_ASKED * MONTH_MS);
      const found: Found[] = [];
      for (const inFlight of STORMS)
        found.push({
          inFlight,
          ...(await overHttp(rig, peer, fresh, inFlight)),
          ...(await atTheStore(path, old.namesFrom(0, NAMES), inFlight)),
        });
      return l3Report(found, { rounds: ROUNDS, names: NAMES, leaves: LEAVES, months: MONTHS_ASKED });
    } finally {
      await peer.stop();
      await path.close();
    }
  });
}

/** As many months as a fleet has after two years. */
async function makeLeaves({ scheme: { layout }, router }: ReadPath): Promise<void> {
  const keeper = new LeafKeeper(layout);
  const year = new Date(layout.epochMs).getUTCFullYear();
  for (const { database } of router.shards)
    for (let month = 0; month < LEAVES; month += 1)
      await keeper.ensureLeaves(database, Date.UTC(year, month));
}

/** The first round warms up. Each name is asked for once, so that no tier above has it. */
async function overHttp(
  rig: Rig,
  peer: Peer,
  links: SeededLinks,
  inFlight: number,
): Promise<Pick<Found, 'sent' | 'sentToPeer' | 'namesPerStatement'>> {
  const sender = new Sender(lookupUrl(rig), inFlight);
  const peerSender = new Sender(peer.url, inFlight);
  const found = { sent: [] as Sent[], sentToPeer: [] as Sent[], namesPerStatement: [] as number[] };
  const first = STORMS.indexOf(inFlight) * (ROUNDS + 1);
  for (let round = first; round <= first + ROUNDS; round += 1) {
    const before = await metricOf(rig, 'lookup', 'fleetlink_lookup_reads_total');
    const names = links.namesFrom(round * NAMES, NAMES);
    found.sent.push(await sender.followAll(names));
    const reads = difference(await metricOf(rig, 'lookup', 'fleetlink_lookup_reads_total'), before);
    found.namesPerStatement.push(reads['names']! / reads['statements']!);
    found.sentToPeer.push(await peerSender.followAll(names));
    process.stdout.write('.');
  }
  process.stdout.write('\n');
  sender.close();
  peerSender.close();
  return {
    sent: found.sent.slice(1),
    sentToPeer: found.sentToPeer.slice(1),
    namesPerStatement: found.namesPerStatement.slice(1),
  };
}

/** Forward, then backward. The first round warms up. */
async function atTheStore(
  path: ReadPath,
  names: readonly string[],
  inFlight: number,
): Promise<Pick<Found, 'rates' | 'storeNamesPerStatement'>> {
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
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const way of round % 2 === 0 ? forward : forward.toReversed())
      rates[way].push(await lookUps(names, find[way], inFlight));
  for (const way of forward) rates[way].shift();
  return {
    rates,
    storeNamesPerStatement: (source.reads - before.names) / (source.statements - before.statements),
  };
}
