import { TOP_LINKS_MAX, TopLinks, type RefreshOutcome } from '@fleetlink/click';
import { Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context.js';
import type { Fleet } from '../fleet/fleet.js';
import { examples } from '../terminal/help.js';
import { counted } from '../terminal/quantity.js';
import type { Report } from '../terminal/report.js';
import { topTable } from './top-table.js';

interface TopOptions {
  readonly tenant?: string;
  readonly limit?: number;
}

/** As many as a terminal shows at once. */
const LIMIT_DEFAULT = 20;

export function viewsCommand(context: CommandContext): Command {
  return new Command('views')
    .summary('the links followed most: read the list, or refresh it')
    .description('The materialised view of the statistics: the links of each tenant that are followed most.')
    .addHelpText('after', examples(['npx fleetlink views top', 'what is followed most just now']))
    .addCommand(topCommand(context))
    .addCommand(refreshCommand(context));
}

function topCommand(context: CommandContext): Command {
  return new Command('top')
    .summary('the links followed most in the last 24 hours')
    .description(
      'The links followed most in the last 24 hours, and their clicks in the last seven days and ever, bots included. ' +
        'The list is as old as it says: five minutes at most while a stats process or the job runs.',
    )
    .option('--tenant <tenant>', 'the links of this tenant only')
    .option(
      '--limit <number>',
      `at most this many, up to ${TOP_LINKS_MAX} (default: ${LIMIT_DEFAULT})`,
      limitOf,
    )
    .addHelpText('after', examples(['npx fleetlink views top --tenant shop', 'what is hot in the shop']))
    .action((options: TopOptions) => context.reportOn((fleet) => reportTop(fleet, options)));
}

function refreshCommand(context: CommandContext): Command {
  return new Command('refresh')
    .summary('bring the top lists up to date now')
    .description(
      'Refreshes the view; who reads it meanwhile gets the old rows. Of several that try at one time, one does it and ' +
        'the others say so: it is harmless at any time, and meant for a job as well.',
    )
    .addHelpText(
      'after',
      examples(['npx fleetlink views refresh', 'when the list is older than it should be']),
    )
    .action(() => context.reportOn(reportRefresh));
}

async function reportTop(fleet: Fleet, { tenant, limit = LIMIT_DEFAULT }: TopOptions): Promise<Report> {
  const list = await new TopLinks(fleet.open(fleet.stats)).list({ tenantId: tenant, limit });
  const age = `${counted(Math.round(list.ageSeconds), 'second')} old`;
  return {
    document: list,
    lines: (paint) => topTable(list.links, paint),
    remarks: [list.links.length > 0 ? `The list is ${age}.` : `No clicks in seven days; the list is ${age}.`],
  };
}

async function reportRefresh(fleet: Fleet): Promise<Report> {
  const outcome = await new TopLinks(fleet.open(fleet.stats)).refresh();
  return {
    document: outcome,
    lines: () => [refreshText(outcome)],
  };
}

function refreshText(outcome: RefreshOutcome): string {
  if (outcome.state === 'refreshed')
    return `refreshed: ${counted(outcome.rows, 'row')} in ${outcome.seconds.toFixed(2)} s`;
  return outcome.state === 'busy'
    ? 'another process is refreshing it'
    : 'another process has just refreshed it';
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= TOP_LINKS_MAX) return limit;
  throw new InvalidArgumentError(`It is not a whole number from 1 to ${TOP_LINKS_MAX}.`);
}
