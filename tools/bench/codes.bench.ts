import { CodeCipher, SnowflakeGenerator, slotOf, standardLayout } from '@fleetlink/code';
import { rounded, type Report } from './report.ts';
import { manyTargets, readTier, type CachedTarget } from './read-tier.ts';
import { spreadOf, type Spread } from './spread.ts';

const COUNT = 100_000;
const RUNS = 9;
const IDS_PER_TICK = 4096;

const STEPS = [
  'mint an id',
  'encode it',
  'decode it',
  'find its slot',
  'write a copy for L2',
  'read a copy of L2',
] as const;
type Step = (typeof STEPS)[number];

/** What a name goes through, step by step on one thread: an id and its code, the way back, its slot, its copy in L2. */
export async function codes(): Promise<Report> {
  const { copyText, parseCopy } = await readTier();
  const cipher = new CodeCipher({ layout: standardLayout, key: new Uint8Array(16).fill(7) });
  const targets = manyTargets(COUNT);
  const times = new Map<Step, number[]>(STEPS.map((step) => [step, []]));
  const timed = <Result>(step: Step, work: () => Result): Result => {
    const startedAt = performance.now();
    const result = work();
    times.get(step)!.push(((performance.now() - startedAt) * 1e6) / COUNT);
    return result;
  };
  for (let run = 0; run < RUNS; run += 1) {
    const take = minter();
    const ids = timed('mint an id', () => Array.from({ length: COUNT }, take));
    const names = timed('encode it', () => ids.map((id) => cipher.encode(id)));
    const back = timed('decode it', () => names.map((name) => cipher.decode(name)));
    if (back.some((id, index) => id !== ids[index])) throw new Error('a code does not lead back to its id');
    timed('find its slot', () => names.reduce((sum, name) => sum + slotOf(name), 0));
    const nowMs = Date.now();
    const copies = targets.map((target): CachedTarget => ({ target, freshUntilMs: nowMs, isHot: false }));
    const texts = timed('write a copy for L2', () => copies.map(copyText));
    const read = timed('read a copy of L2', () =>
      texts.map((text, index) => parseCopy(text, targets[index]!.name, nowMs)),
    );
    if (read.some((copy) => copy === undefined)) throw new Error('a copy does not come back');
  }
  return reportOf(STEPS.map((step) => [step, spreadOf(times.get(step)!)]));
}

/** Its clock moves on with the ids: a real one would make it wait for the next millisecond. */
function minter(): () => bigint {
  const firstMs = standardLayout.epochMs + 1;
  let taken = 0;
  const now = (): number => firstMs + Math.floor(taken / IDS_PER_TICK);
  const generator = new SnowflakeGenerator({ layout: standardLayout, worker: 1, firstMs, now });
  generator.allowBelow(Number.MAX_SAFE_INTEGER);
  return () => {
    const result = generator.take();
    taken += 1;
    if ('waitMs' in result) throw new Error('the generator waits');
    return result.id;
  };
}

function reportOf(steps: readonly (readonly [Step, Spread])[]): Report {
  const nsOf = new Map(steps.map(([step, { median }]) => [step, median]));
  const both = nsOf.get('mint an id')! + nsOf.get('encode it')!;
  return {
    name: 'codes',
    title: `Steps of a name on one thread, ${RUNS} runs of ${COUNT.toLocaleString('en-US')}`,
    columns: ['step', 'ns', 'min', 'max', 'per second'],
    rows: steps.map(([step, { median, min, max }]) => [
      step,
      ...[median, min, max, 1e9 / median].map(rounded),
    ]),
    bars: { unit: 'ns', values: steps.map(([label, { median }]) => ({ label, value: median })) },
    notes: [`A new code costs ${rounded(both)} ns: ${rounded(1e9 / both)} a second on one core.`],
  };
}
