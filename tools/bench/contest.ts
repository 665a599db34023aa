import { pin, type Cores } from './cores.ts';
import { CONNECTIONS, type LoadSender } from './load-sender.ts';
import { loadOf, type LoadResult, type LoadTarget } from './load.ts';

export interface Contestant {
  readonly label: string;
  readonly target: LoadTarget;
  /** Done before each of its runs. */
  readonly before?: (() => Promise<unknown>) | undefined;
}

/** The runs of each contestant, one a round, by its label. */
export type Runs = ReadonlyMap<string, readonly LoadResult[]>;

export interface ContestRules {
  readonly sender: LoadSender;
  readonly cores: Cores;
  readonly rounds: number;
  readonly seconds: number;
}

/** A run beside more than this share of a core of others' load is left out of every comparison, … */
export const FOREIGN_CORES_MAX = 0.25;

/** … unless fewer than these would be left: then the least disturbed ones stay. */
export const ROUNDS_MIN = 3;

/** Everyone in turn, forward, then backward: a machine that slows down harms all alike. */
export async function contest(
  contestants: readonly Contestant[],
  { sender, cores, rounds, seconds }: ContestRules,
): Promise<Runs> {
  const runs = new Map<string, LoadResult[]>(contestants.map(({ label }) => [label, []]));
  for (const { target } of contestants) await pin(target.pids, cores.servers);
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? contestants : contestants.toReversed();
    for (const { label, target, before } of order) {
      await before?.();
      runs.get(label)!.push(await loadOf(sender, target, seconds, cores));
      process.stdout.write('.');
    }
  }
  process.stdout.write('\n');
  return runs;
}

/** The rounds that count for what is said about these contestants together. */
export function keptRounds(...contestants: readonly (readonly LoadResult[])[]): number[] {
  const [first = []] = contestants;
  const rounds = first.map((_, round) => ({
    round,
    foreign: Math.max(...contestants.map((runs) => runs[round]!.foreignCores)),
  }));
  const calmFirst = rounds.toSorted((one, other) => one.foreign - other.foreign);
  const calm = calmFirst.filter(({ foreign }) => foreign <= FOREIGN_CORES_MAX);
  return calmFirst.slice(0, Math.max(calm.length, ROUNDS_MIN)).map(({ round }) => round);
}

export function failureNote(runs: Runs): string {
  const all = [...runs.values()].flat();
  const [answers, wrong] = [sumOf(all, (run) => run.answers), sumOf(all, (run) => run.wrong)];
  return `Of ${counted(answers)} answers ${counted(wrong)} were not what they had to be, or did not come.`;
}

/** How many of all runs were disturbed. */
export function foreignNote(runs: Runs): string {
  const all = [...runs.values()].flat();
  const disturbed = all.filter(({ foreignCores }) => foreignCores > FOREIGN_CORES_MAX).length;
  return (
    `Runs beside more than ${FOREIGN_CORES_MAX} of a core of foreign load are left out, but the ${ROUNDS_MIN} least ` +
    `disturbed stay: ${disturbed} of ${all.length} were disturbed` +
    (disturbed * 2 > all.length ? ', so none of this is to be relied on.' : '.')
  );
}

/** Every answered GET of a link is a click; requests under way at the end of a run may be clicks without an answer. */
export function clickNote(runs: Runs, contestants: readonly Contestant[]): string {
  const counting = contestants.filter(({ target }) => target.clicks);
  const counts = counting.flatMap(({ label, target }) =>
    runs.get(label)!.map(({ answers, wrong, clicks = 0 }) => ({
      expected: target.method === 'GET' && target.status === 302 ? answers - wrong : 0,
      clicks,
    })),
  );
  const missed = counts.filter(
    ({ expected, clicks }) => clicks < expected || clicks > expected + CONNECTIONS,
  );
  const [answers, clicks] = [sumOf(counts, (run) => run.expected), sumOf(counts, (run) => run.clicks)];
  return (
    `Where clicks are on, ${counted(answers)} redirects were answered and ${counted(clicks)} clicks are safe; ` +
    `clicks of a run = its answers (and at most ${CONNECTIONS} that were under way at its end): ` +
    (missed.length === 0 ? 'met by every run.' : `missed by ${missed.length} of ${counts.length} runs.`)
  );
}

function sumOf<Item>(items: readonly Item[], part: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + part(item), 0);
}

function counted(value: number): string {
  return value.toLocaleString('en-US');
}
