import { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import type { Fleet } from '../fleet/fleet.js';
import { faultRemarks } from '../fleet/shard-survey.js';
import { examples } from '../terminal/help.js';
import { worstOf } from '../terminal/exit-codes.js';
import { counted } from '../terminal/quantity.js';
import type { Report } from '../terminal/report.js';
import { labelledLines } from '../terminal/table.js';
import { ensurePartitions } from './partition-keeper.js';
import { surveyPartitions } from './partition-list.js';
import { partitionRemarks, partitionTable } from './partition-table.js';

export function partitionsCommand(context: CommandContext): Command {
  const { environment } = context;
  return new Command('partitions')
    .summary('the tables that hold a month of links or a day of clicks')
    .description(
      'Every partition with the time it holds (the end is exclusive), an estimate of its rows and its size on disk. ' +
        'An archived leaf has left the tree: all of its links are gone and still answer so.',
    )
    .addHelpText(
      'after',
      examples(['npx fleetlink partitions', 'every partition of every shard and of the statistics']),
    )
    .action(() => context.reportOn((fleet) => reportPartitions(fleet, environment)))
    .addCommand(
      new Command('ensure')
        .summary('make the partitions of the coming months and days')
        .description(
          'Makes the leaves of this month and the next three on every shard, and the days of clicks up to the day ' +
            'after tomorrow. The services do so by themselves once a day; running it again changes nothing.',
        )
        .addHelpText(
          'after',
          examples(['npx fleetlink partitions ensure', 'after an alert about missing leaves']),
        )
        .action(() => context.reportOn((fleet) => reportEnsured(fleet, environment, Date.now()))),
    );
}

type Environment = CommandContext['environment'];

export async function reportPartitions(fleet: Fleet, environment: Environment): Promise<Report> {
  const { answers, partitions } = await surveyPartitions(fleet, environment);
  const faults = faultsOf(answers);
  return {
    document: { partitions, faults },
    lines: (paint) => partitionTable(partitions, paint),
    remarks: [...partitionRemarks(partitions, faults.length), ...faultRemarks(answers)],
    exitCode: worstOf(answers.flatMap(({ fault }) => fault?.exitCode ?? [])),
  };
}

export async function reportEnsured(fleet: Fleet, environment: Environment, nowMs: number): Promise<Report> {
  const answers = await ensurePartitions(fleet, environment, nowMs);
  const entries = answers.flatMap(({ name, value }) => (value ? [[name, value] as const] : []));
  return {
    document: {
      databases: entries.map(([database, value]) => ({ database, ...value })),
      faults: faultsOf(answers),
    },
    lines: () =>
      labelledLines(
        entries.map(([name, { made, total }]) => [
          name,
          made.length > 0 ? `made ${made.join(', ')}` : `nothing to make: ${counted(total, 'partition')}`,
        ]),
      ),
    remarks: faultRemarks(answers),
    exitCode: worstOf(answers.flatMap(({ fault }) => fault?.exitCode ?? [])),
  };
}

function faultsOf(answers: Parameters<typeof faultRemarks>[0]) {
  return answers.flatMap(({ name, fault }) =>
    fault ? [{ database: name, reason: fault.reason, mend: fault.mend }] : [],
  );
}
