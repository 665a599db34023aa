import { EXIT, type ExitCode } from './exit-codes.js';

export interface FailureDetails {
  /** One sentence: what the operator can do about it. */
  readonly mend: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** A command could not do what it was asked to: said in words, without a stack. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly mend: string;
  readonly exitCode: ExitCode;

  constructor(message: string, { mend, exitCode = EXIT.failed, cause }: FailureDetails) {
    super(message, { cause });
    this.mend = mend;
    this.exitCode = exitCode;
  }
}

/** An argument or option that cannot be meant. */
export function wrongUsage(message: string, mend: string): CommandFailure {
  return new CommandFailure(message, { mend, exitCode: EXIT.usage });
}
