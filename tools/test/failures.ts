/** What failed, told once more at the end of a long run. */
import { relative } from 'node:path';
import { ROOT } from './program.ts';

/** The part of Jest's --json that tells of failures. */
export interface JestFiles {
  readonly testResults: readonly {
    readonly name: string;
    /** Empty where nothing failed. */
    readonly message: string;
    readonly assertionResults: readonly AssertionResult[];
  }[];
}

export interface AssertionResult {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages: readonly string[];
}

const LINES_MAX = 12;

/** A text for each failed test, and for each file that broke before its tests could be counted. */
export function failuresIn({ testResults }: JestFiles): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(ROOT, name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && message !== '') return [textOf(file, message)];
    return failed.map((test) => textOf(`${file}: ${test.fullName}`, test.failureMessages.join('\n')));
  });
}

function textOf(title: string, message: string): string {
  const lines = message.split('\n').slice(0, LINES_MAX);
  return [title, ...lines.map((line) => `    ${line}`)].join('\n');
}
