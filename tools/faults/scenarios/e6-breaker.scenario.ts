import { setTimeout as sleep } from 'node:timers/promises';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers, percent } from '../trial/answers.ts';
import { askForNewNames } from '../trial/new-names.ts';
import { scrape, sumIn } from '../trial/service-metrics.ts';
import type { Trial } from '../trial/trial.ts';

const LINKS = 1_600;
const PER_SECOND = 40;
const AWAY_MS = 4_000;
const SAMPLE_EVERY_MS = 100;

/** Who waits for a shard needs its deadline, or half of it for a replica; who is refused needs next to nothing. */
const WAITED_MS_MIN = 120;

/** Five failures in a row open a breaker, then one statement a second waits. */
const WAITED_SHARE_MAX = 0.5;

/** Away, back, away in another way, back. A state that lasts a moment may be missed. */
const LOG = /^closed( open| half-open)+ closed( open| half-open)+ closed$/;

export const breaker: Scenario = {
  id: 'E6',
  promise: 'A breaker opens, tries with one statement, and closes: each shard has its own.',
  passLine:
    'shard-1 silent, back, reset, back: its breaker opens and closes twice, that of shard-0 never; most are refused at once',
  isGate: false,

  async run(trial) {
    const byShard = await trial.linksByShard(LINKS);
    const lookups = trial.client.lookups.slice(0, 1);
    const asked = (shard: string, answers: Answers) =>
      askForNewNames(trial, { perSecond: PER_SECOND, links: byShard.get(shard)!, answers, lookups });
    const watch = new BreakerWatch(trial, lookups[0]!);
    const [unharmed, away, back] = [new Answers(), new Answers(), new Answers()];
    const healthy = asked('shard-0', unharmed);
    for (const fault of ['half-open', 'reset']) {
      trial.say(`shard-1 ${fault}`);
      await trial.rig.fault('shard-1', fault);
      const failing = asked('shard-1', away);
      await sleep(AWAY_MS);
      await failing.stop();
      await trial.rig.fault('shard-1', 'off');
      const trying = asked('shard-1', back);
      await trial.until('the breaker closes', () => Promise.resolve(watch.log('shard-1').endsWith('closed')));
      await trying.stop();
    }
    await healthy.stop();
    await watch.stop();
    const waited = away.all.filter(({ ms }) => ms >= WAITED_MS_MIN).length / away.all.length;
    const [failing, other] = [watch.log('shard-1'), watch.log('shard-0')];
    return outcome(`shard-1: ${failing}; shard-0: ${other}; ${percent(waited)} waited for shard-1`, [
      ...[unharmed, away, back].flatMap((answers) => answers.neverAllowed()),
      [!LOG.test(failing), 'the breaker of shard-1 did not open and close twice'],
      [other !== 'closed', 'the breaker of shard-0 did not stay closed'],
      [unharmed.unavailable > 0, `${unharmed.unavailable} names of shard-0 were 503`],
      [waited > WAITED_SHARE_MAX, `${percent(waited)} waited for a shard that was known to be away`],
    ]);
  },
};

/** What a lookup says of its breakers, as often as one can ask without being a load. */
class BreakerWatch {
  readonly #logs = new Map<string, string[]>();
  readonly #watching: Promise<void>;
  #isOver = false;

  constructor(trial: Trial, lookup: string) {
    this.#watching = this.#watch(trial, lookup);
  }

  /** `closed open half-open closed`: the states in their order. */
  log(shard: string): string {
    return this.#logs.get(shard)?.join(' ') ?? '';
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#watching;
  }

  async #watch({ rig }: Trial, lookup: string): Promise<void> {
    for (; !this.#isOver; await sleep(SAMPLE_EVERY_MS)) {
      const text = await scrape(rig, lookup);
      for (const shard of rig.site.shards.keys()) this.#note(shard, stateIn(text, shard));
    }
  }

  #note(shard: string, state: string): void {
    const log = this.#logs.get(shard) ?? [];
    if (log.at(-1) !== state) this.#logs.set(shard, [...log, state]);
  }
}

function stateIn(text: string, shard: string): string {
  const states = ['closed', 'open', 'half-open'];
  return states.find((state) => sumIn(text, 'fleetlink_shard_breaker', { shard, state }) === 1)!;
}
