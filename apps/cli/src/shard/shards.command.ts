import { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import type { Fleet } from '../fleet/fleet.js';
import { faultRemarks } from '../fleet/shard-survey.js';
import { examples } from '../terminal/help.js';
import { worstOf } from '../terminal/exit-codes.js';
import type { Report } from '../terminal/report.js';
import { surveyShards } from './shard-state.js';
import { shardRemarks, shardTable } from './shard-table.js';

export function shardsCommand(context: CommandContext): Command {
  return new Command('shards')
    .summary('which shard holds what, and whether it answers')
    .description(
      'Every shard with its state, the slots it owns and how much it holds. A name lies on the shard that owns ' +
        'its slot (npx fleetlink code NAME tells which). Link counts are estimates, sizes are on disk.',
    )
    .addHelpText('after', examples(['npx fleetlink shards', 'the shards of this fleet']))
    .action(() => context.reportOn(reportShards));
}

/** Shards that are down are part of the answer, and of the exit code. */
export async function reportShards(fleet: Fleet): Promise<Report> {
  const { answers, states, unownedSlots } = await surveyShards(fleet);
  return {
    document: { shards: states, unownedSlots },
    lines: (paint) => shardTable(states, paint),
    remarks: [...shardRemarks(states, unownedSlots), ...faultRemarks(answers)],
    exitCode: worstOf(answers.flatMap(({ fault }) => fault?.exitCode ?? [])),
  };
}
