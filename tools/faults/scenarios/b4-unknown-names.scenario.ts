import { setTimeout as sleep } from 'node:timers/promises';
import { oneOf } from '../../demo/random.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { percent } from '../trial/answers.ts';
import type { Link, Trial } from '../trial/trial.ts';

const L1_ENTRIES_MAX = 300;
const LINKS = 200;
const KNOWN_PER_SECOND = 100;
const UNKNOWN_PER_SECOND = 200;
const GUESSED_MS = 8_000;

/** A point more or less: what was warm stays warm. */
const HIT_RATE_MIN = 0.99;

const TYPO_PER_SECOND = 240;
const TYPO_MS = 5_000;
const PROBES_PER_SECOND_MAX = 12;

/** Guesses are five times what L1 holds. Then everybody asks for the same wrong name. */
export const unknownNames: Scenario = {
  id: 'B4',
  promise: 'Unknown names are cheap, and never crowd out living ones.',
  passLine:
    '1,600 random names through an L1 of 300: the hit rate of living ones stays >= 99 %; one wrong name 240 times a second: at most 12 reads a second and lookup',
  isGate: false,
  shape: {
    settings: {
      CLICK_CLAIM_IDLE_MS: '2000',
      L1_ENTRIES_MAX: String(L1_ENTRIES_MAX),
      L1_FRESH_SECONDS: '300',
    },
  },

  async run(trial) {
    const { client } = trial;
    const [via] = client.lookups as [string];
    const links = await trial.links(LINKS);
    for (const { name } of links) await client.follow(name, via);
    trial.say('living names among guesses');
    const hitRate = await hitRateAmongGuesses(trial, links, via);
    trial.say('one wrong name');
    const [before, startedAtMs] = [await reads(trial), client.nowMs];
    const typos = asking(trial, TYPO_PER_SECOND, () => trial.alias(0));
    await sleep(TYPO_MS);
    await typos.load.stop();
    const seconds = (client.nowMs - startedAtMs) / 1000;
    const perSecond = ((await reads(trial)) - before) / client.lookups.length / seconds;
    return outcome(
      `${percent(hitRate)} of living names from L1 among guesses; ${perSecond.toFixed(1)} reads a second and lookup for a wrong name asked for ${(typos.absent() / seconds).toFixed(0)} times a second`,
      [
        [hitRate < HIT_RATE_MIN, `only ${percent(hitRate)} of the living names were in L1`],
        [typos.absent() === 0, 'the wrong name was never answered'],
        [perSecond > PROBES_PER_SECOND_MAX, `${perSecond.toFixed(1)} reads a second for one wrong name`],
      ],
    );
  },
};

async function hitRateAmongGuesses(trial: Trial, links: readonly Link[], via: string): Promise<number> {
  const hits = () => trial.metric(via, 'fleetlink_lookup_total', { tier: 'l1' });
  const before = await hits();
  let asked = 0;
  const living = trial.load({
    perSecond: KNOWN_PER_SECOND,
    step(random) {
      asked += 1;
      return trial.client.follow(oneOf(links, random).name, via);
    },
  });
  const guesses = asking(trial, UNKNOWN_PER_SECOND, (random) => random().toString(36).slice(2, 12), via);
  await sleep(GUESSED_MS);
  await Promise.all([living.stop(), guesses.load.stop()]);
  if (guesses.absent() === 0) throw new Error('no guess was answered');
  return ((await hits()) - before) / Math.max(1, asked);
}

/** Asks for names that are not there. */
function asking(trial: Trial, perSecond: number, nameFrom: (random: () => number) => string, only?: string) {
  let absent = 0;
  const load = trial.load({
    perSecond,
    async step(random) {
      const via = only ?? oneOf(trial.client.lookups, random);
      const { status } = await trial.client.follow(nameFrom(random), via);
      if (status === 404) absent += 1;
    },
  });
  return { load, absent: () => absent };
}

/** Names asked of shards. */
function reads(trial: Trial): Promise<number> {
  return trial.lookupMetric('fleetlink_lookup_reads_total', { kind: 'names' });
}
