import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context.js';
import { wrongUsage } from '../terminal/command.errors.js';
import { examples } from '../terminal/help.js';
import type { Report } from '../terminal/report.js';
import { planOf } from './capacity-plan.js';
import { capacityLines } from './capacity-table.js';
import { unitPricesSchema, usualPrices, type UnitPrices } from './unit-prices.js';
import { ladder, scenarios, workloadOf, type Workload } from './workload.js';

interface CapacityOptions {
  readonly rps?: number;
  readonly average?: number;
  readonly links?: number;
  readonly ladder?: boolean;
  readonly prices?: string;
}

export function capacityCommand(context: CommandContext): Command {
  return new Command('capacity')
    .summary('pods, shards, nodes, storage and cost for a load')
    .description(
      'What a load takes, by arithmetic on figures measured with npm run bench and the policies of k8s/. Without options ' +
        'the three scenarios of the plan. No database is asked. Prices are inputs, the defaults round figures.',
    )
    .option('--rps <number>', 'redirects a second at peak', positive)
    .option(
      '--average <number>',
      'redirects a second over the day; a fifth of the peak unless told',
      positive,
    )
    .option('--links <number>', 'links stored; 500 million unless told', positive)
    .option('--ladder', 'the steps of growth, from 10,000 to 200,000 redirects a second')
    .option('--prices <file>', `JSON with some of: ${Object.keys(usualPrices).join(', ')}`)
    .addHelpText(
      'after',
      examples(
        ['npx fleetlink capacity', 'the three scenarios of the plan'],
        ['npx fleetlink capacity --rps 30000 --links 1000000000', 'a load of your own'],
        ['npx fleetlink capacity --ladder --prices prices.json', 'how it grows, at your prices'],
      ),
    )
    .action((options: CapacityOptions) => context.report(() => reportCapacity(options)));
}

export function reportCapacity(options: CapacityOptions): Report {
  const prices = options.prices === undefined ? usualPrices : pricesIn(options.prices);
  const plans = workloadsOf(options).map((workload) => planOf(workload, prices));
  return {
    document: { plans, prices },
    lines: (paint) => capacityLines(plans, paint),
    remarks: ['docs/capacity.md shows where the figures come from.'],
  };
}

function workloadsOf({ rps, average, links, ladder: isLadder }: CapacityOptions): readonly Workload[] {
  if (isLadder) return ladder;
  if (rps === undefined) return scenarios;
  if (average !== undefined && average > rps)
    throw wrongUsage('--average is more than --rps.', 'The peak of a day is at least its average.');
  return [workloadOf({ perSecond: rps, averagePerSecond: average, links })];
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It is not a number above 0.');
  return value;
}

/** @throws {CommandFailure} that names the member and its rule. */
function pricesIn(file: string): UnitPrices {
  const outcome = unitPricesSchema.safeParse(jsonIn(file));
  if (outcome.success) return outcome.data;
  const faults = outcome.error.issues.map(({ path, message }) => `${path.join('.') || file}: ${message}`);
  throw wrongUsage(
    faults.join('\n'),
    `Members are ${Object.keys(usualPrices).join(', ')}; each may be left out.`,
  );
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw wrongUsage(`${file}: ${(error as Error).message}`, 'Name a file with one JSON object of prices.');
  }
}
