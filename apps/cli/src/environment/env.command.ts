import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readSettings, SettingsError, type Environment } from '@fleetlink/settings';
import { findTopology, type Topology } from '@fleetlink/shard';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.js';
import { fleetTopics } from '../fleet/fleet.settings.js';
import { CommandFailure } from '../terminal/command.errors.js';
import { examples } from '../terminal/help.js';
import type { Report } from '../terminal/report.js';
import { exportLines, type Variables } from './export-lines.js';

const folderTopics = { folder: fleetTopics.folder };

export function envCommand(context: CommandContext): Command {
  return new Command('env')
    .summary('settings that lead other processes to the databases of a standalone')
    .description(
      'Prints export lines for the databases and the code key of the standalone on DATA_DIR (.fleetlink unless set), ' +
        'so that other processes can work on the same data. They may hold passwords.',
    )
    .addHelpText(
      'after',
      examples(
        ['eval "$(npx fleetlink env)"', 'this shell now works on the databases of .fleetlink'],
        ['eval "$(DATA_DIR=/srv/links npx fleetlink env)"', 'on those of another standalone'],
      ),
    )
    .action(() => context.report(() => reportEnvironment(context.environment)));
}

/** Settings that name other databases are left aside: asked is what the standalone uses. */
export function reportEnvironment(environment: Environment): Report {
  const dataDir = resolve(readSettings(folderTopics, environment).folder.dataDir);
  const keyFile = join(dataDir, 'code-key');
  const hasKeyFile = existsSync(keyFile);
  const variables = topologyVariables(standaloneTopology(dataDir), {
    ...(hasKeyFile && { CODE_KEY_FILE: keyFile }),
    DATA_DIR: dataDir,
  });
  return {
    document: variables,
    lines: () => exportLines(variables),
    remarks: hasKeyFile
      ? []
      : [`There is no ${keyFile}: give the others the CODE_KEY that the standalone was started with.`],
  };
}

export function topologyVariables({ catalogUrl, statsUrl, shards }: Topology, others: Variables): Variables {
  return {
    CATALOG_DATABASE_URL: catalogUrl,
    STATS_DATABASE_URL: statsUrl,
    SHARDS: JSON.stringify(shards),
    ...others,
  };
}

function standaloneTopology(dataDir: string): Topology {
  try {
    return findTopology(
      {
        catalogUrl: undefined,
        catalogAdminUrl: undefined,
        statsUrl: undefined,
        statsAdminUrl: undefined,
        shards: undefined,
        zone: undefined,
      },
      dataDir,
    );
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    throw new CommandFailure(`No standalone has kept its databases in ${dataDir}.`, {
      mend: 'Start one there with npm start, or name its folder: DATA_DIR=… npx fleetlink env.',
      cause: error,
    });
  }
}
