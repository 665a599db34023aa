/** npm run rig: the distributed shape on this machine. `npm run rig -- --help` teaches it. */
import { readCommand } from './command/arguments.ts';
import type { RigCommand } from './command/rig-command.ts';
import { runCommand } from './command/run-command.ts';
import { RigError } from './rig-error.ts';

const FAILED = 1;
const MISUSED = 2;

// A reader that has seen enough (head) closes the pipe: nothing is left to be said.
process.stdout.on('error', () => process.exit());

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let command: RigCommand | undefined;
  try {
    command = readCommand(args);
    await runCommand(command);
    return 0;
  } catch (error) {
    process.stderr.write(`${told(error)}\n`);
    return command ? FAILED : MISUSED;
  }
}

/** Only what nobody foresaw is told with its stack. */
function told(error: unknown): string {
  if (error instanceof RigError) return [error.message, error.mend].filter(Boolean).join('\n');
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
