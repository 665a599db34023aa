import type { WarmUpReport } from '@fleetlink/link';
import { readSettings, type Environment } from '@fleetlink/settings';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import type { Fleet } from '../fleet/fleet.js';
import { cacheTopics } from '../fleet/fleet.settings.js';
import { CommandFailure, wrongUsage } from '../terminal/command.errors.js';
import { EXIT } from '../terminal/exit-codes.js';
import { examples } from '../terminal/help.js';
import { counted } from '../terminal/quantity.js';
import type { Report } from '../terminal/report.js';
import { warmCache } from './cache-warming.js';

export function warmCommand(context: CommandContext): Command {
  const { environment } = context;
  return new Command('warm')
    .summary('bring the links that are followed most into the cache cluster')
    .description(
      'Reads the hottest links (WARM_LINKS of them, within WARM_DEADLINE_MS) as a lookup process does when it starts: ' +
        'what the cache cluster has lost is in it afterwards. Harmless at any time, and meant for a job as well.',
    )
    .addHelpText('after', examples(['npx fleetlink warm', 'when nodes of the cache cluster were replaced']))
    .action(() => context.reportOn((fleet) => reportWarming(fleet, environment)));
}

export async function reportWarming(fleet: Fleet, environment: Environment): Promise<Report> {
  const settings = readSettings(cacheTopics, environment);
  if (settings.redis.cacheNodes.length === 0)
    throw wrongUsage(
      'There is no cache cluster to warm: REDIS_CACHE_NODES is not set.',
      'Set it as for the lookup service, and run it again.',
    );
  const { fault, ...warmed } = await warmCache(fleet, environment, settings);
  if (fault !== undefined)
    throw new CommandFailure('The list of hot names cannot be read from the cache cluster.', {
      mend: 'Look whether its nodes answer; a list that is no list is replaced by the next lookup process that writes to it.',
      cause: fault,
    });
  return {
    document: warmed,
    lines: () => [`in the cache: ${warmed.cached}, read from the shards: ${warmed.read}`],
    remarks: remarksOn(warmed),
    exitCode: exitCodeOf(warmed),
  };
}

function remarksOn({ names, answered, seconds, isCutOff }: Omit<WarmUpReport, 'fault'>): readonly string[] {
  const asked = `${counted(names, 'hot name')} in ${seconds.toFixed(2)} s`;
  if (isCutOff) return [`${asked}: WARM_DEADLINE_MS passed after ${answered}.`];
  return [answered < names ? `${asked}, ${names - answered} of them without an answer.` : `${asked}.`];
}

function exitCodeOf({ names, answered, isCutOff }: Omit<WarmUpReport, 'fault'>) {
  if (isCutOff) return EXIT.failed;
  return answered < names ? EXIT.unreachable : EXIT.ok;
}
