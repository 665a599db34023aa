/** Tells Jest's progress: a line for each file, the whole story for each failure, the names of skipped tests. */
import { relative } from 'node:path';
import { ROOT } from './program.ts';
import { told, type Tally } from './tally.ts';

/** The part of Jest's TestResult that is told. */
interface FileResult {
  readonly testFilePath: string;
  readonly failureMessage?: string | null;
  readonly numPassingTests: number;
  readonly numFailingTests: number;
  readonly perfStats: { readonly runtime: number };
  readonly testResults: readonly { readonly fullName: string; readonly status: string }[];
}

export default class JestReporter {
  onTestResult(_test: unknown, file: FileResult): void {
    process.stdout.write(storyOf(file));
  }
}

export function storyOf(file: FileResult): string {
  const left = file.testResults.filter(({ status }) => status === 'pending' || status === 'todo');
  const isBroken = Boolean(file.failureMessage) && file.numFailingTests === 0;
  const tally: Tally = {
    passed: file.numPassingTests,
    failed: file.numFailingTests + Number(isBroken),
    skipped: left.length,
  };
  const seconds = (file.perfStats.runtime / 1000).toFixed(1);
  const lines = [
    `${relative(ROOT, file.testFilePath)}: ${told(tally)} (${seconds} s)`,
    ...left.map(({ fullName }) => `  skipped: ${fullName}`),
    ...(file.failureMessage ? [file.failureMessage] : []),
  ];
  return `${lines.join('\n')}\n`;
}
