import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../demo/latency.ts';
import { oneOf } from '../../demo/random.ts';
import { stalenessIn } from '../scenario/staleness.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import type { Link, Trial } from '../trial/trial.ts';

/** S: the bound on every change. */
const SEEN_MS_MAX = 2_000;

const LINKS = 6;
const READERS = 8;
const READ_EVERY_MS = 30;
const EDITS_PER_SECOND = 3;
const PHASE_MS = 4_000;

/** A session stays with one lookup. Whatever may bring an old state back is broken, one thing after the other. */
export const neverBack: Scenario = {
  id: 'A6',
  promise: 'Who has seen a change never sees the state before it again, and everybody sees it within S.',
  passLine:
    '8 readers, links edited 3 times a second; replay paused, Redis cut off silently, a Redis node killed: 0 steps back, at most 2 s late',
  isGate: true,

  async run(trial) {
    const { rig } = trial;
    const links = await trial.links(LINKS);
    const sessions = Array.from(
      { length: READERS },
      (_, index) => new Session(trial, trial.client.lookups[index % trial.client.lookups.length]!, links),
    );
    const writer = editing(trial, links);
    await sleep(PHASE_MS);
    trial.say('replay stands still on every replica');
    await rig.pauseReplay('shards');
    await sleep(PHASE_MS);
    await rig.resumeReplay('shards');
    trial.say('Redis half-open');
    await rig.fault('redis', 'half-open');
    await sleep(PHASE_MS);
    await rig.fault('redis', 'off');
    trial.say('redis-cache-0 killed');
    await rig.kill('redis-cache-0');
    await sleep(PHASE_MS);
    await writer.stop();
    await Promise.all(sessions.map((session) => session.stop()));
    const stepsBack = sessions.reduce((sum, session) => sum + session.stepsBack, 0);
    const late = Float64Array.from(stalenessIn(await trial.operations()), ({ staleMs }) => staleMs).sort();
    const [most, p999] = [percentile(late, 1), percentile(late, 0.999)];
    return outcome(
      `${stepsBack} steps back in ${late.length} readings; ${most.toFixed(0)} ms late at most, p99.9 ${p999.toFixed(0)} ms`,
      [
        [late.length === 0, 'nothing was read'],
        [stepsBack > 0, `${stepsBack} times a reader saw an older state than before`],
        [most > SEEN_MS_MAX, `a change was seen ${most.toFixed(0)} ms late`],
      ],
    );
  },
};

/** One reader after the other of its own answers. */
class Session {
  stepsBack = 0;
  readonly #seen = new Map<string, number>();
  readonly #reading: Promise<void>;
  #isOver = false;

  constructor(trial: Trial, via: string, links: readonly Link[]) {
    this.#reading = this.#read(trial, via, links);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#reading;
  }

  async #read({ client, random }: Trial, via: string, links: readonly Link[]): Promise<void> {
    for (; !this.#isOver; await sleep(READ_EVERY_MS)) {
      const { name } = oneOf(links, random);
      const { location } = await client.follow(name, via);
      if (location !== undefined) this.#note(name, numberIn(location));
    }
  }

  #note(name: string, number: number): void {
    const seen = this.#seen.get(name) ?? number;
    if (number < seen) this.stepsBack += 1;
    this.#seen.set(name, Math.max(seen, number));
  }
}

/** Every link in turn; each destination has a higher number than all before it. */
function editing(trial: Trial, links: readonly Link[]) {
  let edits = 0;
  return trial.load({
    perSecond: EDITS_PER_SECOND,
    step() {
      const { name } = links[edits % links.length]!;
      edits += 1;
      return trial.client.change(name, { url: trial.url(LINKS + edits) });
    },
  });
}

function numberIn(url: string): number {
  return Number(url.slice(url.lastIndexOf('/') + 1));
}
