/** npm run fuzz: does the socket lane read HTTP as node:http does? `npm run fuzz -- --help` teaches it. */
import { writeTally } from '../test/tally.file.ts';
import { one, sum, type Tally } from '../test/tally.ts';
import { FuzzMisuse, HELP, planOf, type FuzzPlan } from './arguments.ts';
import type { Campaign, Found } from './lane/campaign.ts';
import { fuzzLane, work } from './lane/fuzz-lane.ts';
import { MUTANTS } from './lane/mutants.ts';

const DIFFERENT = 1;
const MISUSED = 2;

/** A fault that this many cases do not show is not found. */
const MUTANT_CASES = 20_000;

const GATE: Campaign = { seed: 20_261_122, casesMax: 20_000, minutesMax: 0.4 };

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) return print(HELP);
  try {
    return await carriedOut(planOf(args));
  } catch (error) {
    process.stderr.write(
      error instanceof FuzzMisuse ? `${error.message}\n${HELP}` : `${(error as Error).stack}\n`,
    );
    return error instanceof FuzzMisuse ? MISUSED : DIFFERENT;
  }
}

async function carriedOut(plan: FuzzPlan): Promise<number> {
  if (plan.kind === 'lane') return exitCodeOf(await lane(plan));
  if (plan.kind === 'mutants') return exitCodeOf(await mutants(plan.seed));
  const tally = sum([await lane(GATE), await mutants(GATE.seed)]);
  writeTally('fuzz', tally);
  return exitCodeOf(tally);
}

async function lane(campaign: Campaign): Promise<Tally> {
  const beganMs = performance.now();
  const { cases, handedOver, overTcp, found } = await fuzzLane(campaign);
  const perSecond = Math.round((cases * 1000) / (performance.now() - beganMs));
  print(`seed ${campaign.seed}, ${perSecond} cases a second, ${overTcp} of them over TCP as well\n`);
  print(`${Math.round((100 * handedOver) / cases)} % of the connections were handed over to node:http\n`);
  if (found) print(story(found));
  print(`${cases} cases, ${found ? 1 : 0} differences\n`);
  return one(!found && cases > 0);
}

async function mutants(seed: number): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const { name } of MUTANTS) {
    const { found, cases } = await work({ seed, casesMax: MUTANT_CASES, minutesMax: 1, mutant: name });
    print(`${found ? `found after ${cases} cases` : 'NOT FOUND'}: ${name}\n`);
    tallies.push(one(found !== undefined));
  }
  return sum(tallies);
}

function story({ seed, differs, one: { bytes, cuts, endsAtOnce }, lane: ours, http }: Found): string {
  return [
    `${differs} differ with --cases 1000 --seed ${seed}; the smallest bytes are`,
    `  ${JSON.stringify(bytes)}`,
    `  cut at ${JSON.stringify(cuts)}, the client's end ${endsAtOnce ? 'at once' : 'when all is quiet'}`,
    `socket\n  ${ours}`,
    `http\n  ${http}\n`,
  ].join('\n');
}

function exitCodeOf({ failed }: Tally): number {
  return failed > 0 ? DIFFERENT : 0;
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}
