import type { Environment } from '@fleetlink/settings';
import { CommanderError } from 'commander';
import { asFailure, CommandContext } from './command-context.js';
import { fleetlinkProgram, JSON_FLAG, VERBOSE_FLAG } from './program.js';
import { wrongUsage, type CommandFailure } from './terminal/command.errors.js';
import { EXIT, type ExitCode } from './terminal/exit-codes.js';
import { printFailure } from './terminal/failure-report.js';
import type { Output } from './terminal/terminal.js';

export interface FleetlinkCall {
  /** What follows the command's name. */
  readonly words: readonly string[];
  readonly environment: Environment;
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Runs one call of the command to its end; never throws. */
export async function runFleetlink({ words, environment, stdout, stderr }: FleetlinkCall): Promise<ExitCode> {
  const terminal = { answer: stdout, words: stderr, colours: !environment['NO_COLOR'] };
  const view = { asJson: isAsked(words, JSON_FLAG), verbose: isAsked(words, VERBOSE_FLAG) };
  const context = new CommandContext(environment, terminal, view.asJson);
  try {
    await fleetlinkProgram(context).parseAsync(words, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (isHelp(error)) return EXIT.ok;
    return printFailure(
      error instanceof CommanderError ? usageFailure(error) : asFailure(error),
      terminal,
      view,
    );
  }
}

/** Asked before commander has read the words, because its own errors are documents too. */
function isAsked(words: readonly string[], flag: string): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).includes(flag);
}

function isHelp(error: unknown): boolean {
  return error instanceof CommanderError && error.code === 'commander.helpDisplayed';
}

/** Commander shows its help where a command is missing, and says what is wrong everywhere else. */
function usageFailure({ code, message }: CommanderError): CommandFailure {
  const mend = 'See npx fleetlink --help, or --help after a command.';
  if (code === 'commander.help') return wrongUsage('A command is missing.', mend);
  return wrongUsage(message.replace(/^error: /, ''), mend);
}
