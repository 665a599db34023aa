import { SettingsError, type Environment } from '@fleetlink/settings';
import { databaseFault } from './fleet/database-fault.js';
import { Fleet } from './fleet/fleet.js';
import { CommandFailure } from './terminal/command.errors.js';
import { EXIT, type ExitCode } from './terminal/exit-codes.js';
import { printReport, type Report } from './terminal/report.js';
import type { Terminal } from './terminal/terminal.js';

/** What every command works with. */
export class CommandContext {
  exitCode: ExitCode = EXIT.ok;

  constructor(
    readonly environment: Environment,
    readonly terminal: Terminal,
    private readonly asJson: boolean,
  ) {}

  /** Does the work of a command and prints what it reports. */
  async report(work: () => Promise<Report> | Report): Promise<void> {
    this.exitCode = printReport(await work(), this.terminal, this.asJson);
  }

  /** The same for work on the databases, which are closed afterwards however it ends. */
  async reportOn(work: (fleet: Fleet) => Promise<Report>): Promise<void> {
    await this.report(async () => {
      const fleet = Fleet.find(this.environment);
      try {
        return await work(fleet);
      } catch (error) {
        throw asFailure(error, fleet);
      } finally {
        await fleet.close();
      }
    });
  }
}

/** Every error as words for the operator. */
export function asFailure(error: unknown, fleet?: Fleet): CommandFailure {
  if (error instanceof CommandFailure) return error;
  if (error instanceof SettingsError) return settingsFailure(error);
  const fault = databaseFault(error, fleet?.origin ?? 'settings');
  const message = error instanceof Error ? error.message : String(error);
  if (fault) return new CommandFailure(`${message} (${fault.reason})`, { ...fault, cause: error });
  return new CommandFailure(message, {
    mend: 'Run it again with --verbose to see where it failed.',
    cause: error,
  });
}

function settingsFailure(error: SettingsError): CommandFailure {
  return new CommandFailure(error.message, {
    mend: 'Settings are environment variables; NAME_FILE reads NAME from a file. Set them and run it again.',
    exitCode: EXIT.usage,
    cause: error,
  });
}
