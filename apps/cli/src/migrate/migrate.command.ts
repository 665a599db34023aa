import { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import type { Fleet } from '../fleet/fleet.js';
import { askEach, faultRemarks } from '../fleet/shard-survey.js';
import { READ_DEADLINE_MS } from '../fleet/fleet.settings.js';
import { CommandFailure } from '../terminal/command.errors.js';
import { worstOf } from '../terminal/exit-codes.js';
import { examples } from '../terminal/help.js';
import type { Report } from '../terminal/report.js';
import { migrateFleet, type FleetMigrationReport } from './migrate-fleet.js';
import { migrationLines, migrationRemarks } from './migration-lines.js';

export function migrateCommand(context: CommandContext): Command {
  return new Command('migrate')
    .summary('bring every database of the fleet up to date')
    .description(
      'Runs the migrations that are missing on the catalog, the statistics and every shard (on its admin URL where ' +
        'there is one), and gives the shards of a new fleet equal ranges of slots. Nothing is changed unless all of ' +
        'them answer; running it again, or twice at once, is harmless.',
    )
    .addHelpText('after', examples(['npx fleetlink migrate', 'before the services of a new version start']))
    .action(() => context.reportOn(reportMigration));
}

export async function reportMigration(fleet: Fleet): Promise<Report> {
  fleet.assertPastPoolers();
  await assertAllAnswer(fleet);
  const report = await migrateFleet(fleet.topology, (name, url) => fleet.open({ name, url }));
  return migrationReport(report);
}

export function migrationReport(report: FleetMigrationReport): Report {
  return {
    document: report,
    lines: (paint) => migrationLines(report, paint),
    remarks: migrationRemarks(report),
  };
}

/** A fleet half of which is migrated serves nobody well: better to hear first what is down. */
async function assertAllAnswer(fleet: Fleet): Promise<void> {
  const answers = await askEach(fleet, fleet.allForSchema, (database) =>
    database.query({ text: 'SELECT 1' }, [], READ_DEADLINE_MS),
  );
  const faults = answers.flatMap(({ fault }) => fault ?? []);
  if (faults.length === 0) return;
  throw new CommandFailure('Nothing was migrated: not every database can be used.', {
    mend: faultRemarks(answers).join('\n'),
    exitCode: worstOf(faults.map(({ exitCode }) => exitCode)),
  });
}
