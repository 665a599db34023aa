/** What a script may rely on; the help of the command lists the same. */
export const EXIT = { ok: 0, failed: 1, usage: 2, unreachable: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.failed, 'failed; the message says why and how to mend it'],
  [EXIT.usage, 'wrong usage: a command, an option or a setting'],
  [EXIT.unreachable, 'a database is not reachable'],
];

/** The worst of several outcomes: what fails for good before what may pass by itself. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  const byWeight = [EXIT.usage, EXIT.failed, EXIT.unreachable];
  return byWeight.find((code) => codes.includes(code)) ?? EXIT.ok;
}
