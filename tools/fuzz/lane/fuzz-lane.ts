/** Runs a campaign in as many processes as there are cores, and adds up what they say. */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ROUND_CASES, type Campaign, type Counts, type Found } from './campaign.ts';
import type { Message, Order } from './lane.worker.ts';

export interface Result extends Counts {
  readonly found: Found | undefined;
}

/** Seeds of one process; the next one begins behind them. */
const SEEDS_EACH = 1_000_000;

const PROGRESS_EVERY = 100_000;

export async function fuzzLane({ seed, casesMax, minutesMax }: Campaign): Promise<Result> {
  const processes = Math.min(availableParallelism(), Math.ceil(casesMax / ROUND_CASES));
  const progress = new Progress();
  const results = await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      work(
        { seed: seed + index * SEEDS_EACH, casesMax: Math.ceil(casesMax / processes), minutesMax },
        (counts) => progress.tell(index, counts),
      ),
    ),
  );
  return results.reduce((sum, next) => ({ ...added(sum, next), found: sum.found ?? next.found }));
}

/** @throws {Error} when the process ends before it has said what it found. */
export async function work(order: Order, onCounts: (counts: Counts) => void = () => {}): Promise<Result> {
  const child = fork(join(import.meta.dirname, 'lane.worker.ts'), [JSON.stringify(order)]);
  let counts: Counts = { cases: 0, handedOver: 0, overTcp: 0 };
  let end: Message['end'];
  child.on('message', (message: Message) => {
    if (message.counts) onCounts((counts = message.counts));
    end ??= message.end;
  });
  await new Promise((resolve) => child.once('exit', resolve));
  if (!end) throw new Error(`a process of the fuzz ended early: ${child.exitCode ?? child.signalCode}`);
  return { ...counts, found: end.found };
}

class Progress {
  private readonly counts: Counts[] = [];
  private told = 0;

  tell(index: number, counts: Counts): void {
    this.counts[index] = counts;
    const { cases } = Object.values(this.counts).reduce(added);
    if (cases < this.told + PROGRESS_EVERY) return;
    this.told = cases;
    process.stdout.write(`${cases.toLocaleString('en-US')} cases\n`);
  }
}

function added(one: Counts, other: Counts): Counts {
  return {
    cases: one.cases + other.cases,
    handedOver: one.handedOver + other.handedOver,
    overTcp: one.overTcp + other.overTcp,
  };
}
