import type { CommandFailure } from './command.errors.js';
import type { ExitCode } from './exit-codes.js';
import { paintFor, printable, type Terminal } from './terminal.js';

export interface FailureView {
  readonly asJson: boolean;
  /** Shows the stack and every cause below. */
  readonly verbose: boolean;
}

/** Says what failed and how to mend it: in words on standard error, and as the document that --json promised. */
export function printFailure(
  failure: CommandFailure,
  terminal: Terminal,
  { asJson, verbose }: FailureView,
): ExitCode {
  const { message, mend, exitCode } = failure;
  const paint = paintFor(terminal.words, terminal);
  if (asJson) terminal.answer.write(`${JSON.stringify({ error: { message, mend, exitCode } }, null, 2)}\n`);
  else terminal.words.write(`${paint('red', 'fleetlink:')} ${linesOf(message)}\n${linesOf(mend)}\n`);
  if (verbose) for (const stack of stacksOf(failure)) terminal.words.write(`\n${stack}\n`);
  return exitCode;
}

function linesOf(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function stacksOf(error: unknown): string[] {
  if (!(error instanceof Error)) return error === undefined ? [] : [String(error)];
  return [error.stack ?? error.message, ...stacksOf(error.cause)];
}
