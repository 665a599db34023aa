/** A run of cases against two services, one on the socket and one on node:http, until a difference or the end. */
import fc from 'fast-check';
import { cases, type Case } from './cases.ts';
import { difference } from './compare.ts';
import { exchangeInMemory, exchangeOverTcp, type Outcome } from './exchange.ts';
import { startLaneApp, type LaneApp } from './lane-app.ts';

export interface Campaign {
  readonly seed: number;
  readonly casesMax: number;
  readonly minutesMax: number;
}

export interface Found {
  /** With this seed it is the first case, or among the first thousand. */
  readonly seed: number;
  readonly differs: string;
  readonly one: Case;
  readonly lane: string;
  readonly http: string;
}

export interface Counts {
  cases: number;
  /** Of these, how many connections the lane left to node:http. */
  handedOver: number;
  /** How many of the cases were sent over a real connection as well. */
  overTcp: number;
}

/** Cases of one seed; the next round has the next one. */
export const ROUND_CASES = 1_000;

/** One in so many is sent over a real connection as well. */
const TCP_EVERY = 250;

/** Runs on until a difference, the number or the time. */
export async function run(
  { seed, casesMax, minutesMax }: Campaign,
  onRound: (counts: Counts) => void,
): Promise<Found | undefined> {
  const lanes = new Lanes(await startLaneApp('socket'), await startLaneApp('http'));
  const untilMs = performance.now() + minutesMax * 60_000;
  let found: Found | undefined;
  for (let round = 0; !found && round * ROUND_CASES < casesMax && performance.now() < untilMs; round += 1) {
    found = await lanes.tryRound(seed + round);
    onRound(lanes.counts);
  }
  await lanes.close();
  return found;
}

type Exchange = (app: LaneApp, one: Case) => Promise<Outcome | undefined>;

class Lanes {
  readonly counts: Counts = { cases: 0, handedOver: 0, overTcp: 0 };
  private readonly socket: LaneApp;
  private readonly http: LaneApp;

  constructor(socket: LaneApp, http: LaneApp) {
    this.socket = socket;
    this.http = http;
  }

  async close(): Promise<void> {
    await Promise.all([this.socket.close(), this.http.close()]);
  }

  /** @returns the smallest case that differs, if any does. */
  async tryRound(seed: number): Promise<Found | undefined> {
    let last: Found | undefined;
    const property = fc.asyncProperty(cases, async (one) => {
      const found = await this.tryCase(one);
      if (found) last = { ...found, one, seed };
      return !found;
    });
    await fc.check(property, { seed, numRuns: ROUND_CASES });
    return last;
  }

  private async tryCase(one: Case): Promise<Omit<Found, 'seed' | 'one'> | undefined> {
    this.counts.cases += 1;
    const found = await this.compared(one, exchangeInMemory);
    if (found || this.counts.cases % TCP_EVERY !== 0) return found;
    this.counts.overTcp += 1;
    return this.compared(one, exchangeOverTcp);
  }

  private async compared(one: Case, exchange: Exchange): Promise<Omit<Found, 'seed' | 'one'> | undefined> {
    const ours = await exchange(this.socket, one);
    const theirs = await exchange(this.http, one);
    if (!ours || !theirs) return undefined;
    if (ours.isHandedOver) this.counts.handedOver += 1;
    const differs = difference(ours, theirs);
    return differs === undefined ? undefined : { differs, lane: told(ours), http: told(theirs) };
  }
}

function told({ text, isClosedEarly, clicks }: Outcome): string {
  return `${JSON.stringify(text)}\n  closed early: ${isClosedEarly}, clicks: ${JSON.stringify(clicks)}`;
}
