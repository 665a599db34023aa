import { EXIT, type ExitCode } from './exit-codes.js';
import { paintFor, printable, type Paint, type Terminal } from './terminal.js';

/** What a command found or did, for programs and for people. */
export interface Report {
  /** Printed by --json, as one document. */
  readonly document: unknown;
  /** The same in lines; they alone go to standard output. */
  readonly lines: (paint: Paint) => readonly string[];
  /** Words beside the answer: totals, warnings and what to do next. */
  readonly remarks?: readonly string[];
  readonly exitCode?: ExitCode;
}

export function printReport(report: Report, terminal: Terminal, asJson: boolean): ExitCode {
  const { answer, words } = terminal;
  if (asJson) answer.write(`${JSON.stringify(report.document, null, 2)}\n`);
  else {
    for (const line of report.lines(paintFor(answer, terminal))) answer.write(`${line}\n`);
    for (const remark of report.remarks ?? []) words.write(`${printable(remark)}\n`);
  }
  return report.exitCode ?? EXIT.ok;
}
