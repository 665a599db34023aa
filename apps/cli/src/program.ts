import { Command } from 'commander';
import { archiveCommand } from './archive/archive.command.js';
import { capacityCommand } from './capacity/capacity.command.js';
import { codeCommand } from './code/code.command.js';
import type { CommandContext } from './command-context.js';
import { envCommand } from './environment/env.command.js';
import { keysCommand } from './key/keys.command.js';
import { migrateCommand } from './migrate/migrate.command.js';
import { partitionsCommand } from './partition/partitions.command.js';
import { shardsCommand } from './shard/shards.command.js';
import { viewsCommand } from './view/views.command.js';
import { warmCommand } from './warm/warm.command.js';
import { EXIT_MEANINGS } from './terminal/exit-codes.js';

/** Options that every command takes. */
export const JSON_FLAG = '--json';
export const VERBOSE_FLAG = '--verbose';

const HELP = `
Databases:
  CATALOG_DATABASE_URL, STATS_DATABASE_URL and SHARDS name them. Where they are
  not set, the command finds those of the standalone on DATA_DIR (.fleetlink
  unless set): npm start, and nothing needs to be set here.

Exit codes:
${EXIT_MEANINGS.map(([code, meaning]) => `  ${code}  ${meaning}`).join('\n')}

Start with:
  npx fleetlink shards           is every part of the links there?
  npx fleetlink code NAME        what is behind a short link?
  npx fleetlink COMMAND --help   what a command does, with an example`;

/** The whole command, as commander understands it. */
export function fleetlinkProgram(context: CommandContext): Command {
  const { answer, words } = context.terminal;
  const program = new Command('fleetlink')
    .description('The operators’ command of Fleetlink.')
    .option(JSON_FLAG, 'print one JSON document on standard output, also when the command fails')
    .option(VERBOSE_FLAG, 'print the stack of an error')
    .addHelpText('after', HELP)
    .helpCommand(false);
  const commands = [
    migrateCommand,
    keysCommand,
    shardsCommand,
    partitionsCommand,
    archiveCommand,
    codeCommand,
    viewsCommand,
    warmCommand,
    capacityCommand,
    envCommand,
  ];
  for (const command of commands) program.addCommand(command(context));
  for (const command of allCommands(program)) {
    command
      .exitOverride()
      .helpCommand(false)
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({
        writeOut: (text) => void answer.write(text),
        writeErr: (text) => void words.write(text),
        // Errors are told once, by the one place that tells all of them.
        outputError: () => {},
      });
  }
  return program;
}

/** The command and every command below it. */
export function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
