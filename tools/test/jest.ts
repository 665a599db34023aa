/** Runs one Jest project: node tools/test/jest.ts PROJECT [arguments of jest]. Its counts go to a result file. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { failuresIn, type JestFiles } from './failures.ts';
import { ROOT, succeeds } from './program.ts';
import { one, type Tally } from './tally.ts';

/** Declared in project.json as an output of check:pure, so that the counts come out of Nx's cache too. */
export const RESULTS_FOLDER = 'dist/test-results';

/**
 * Tests of processes wait more than they work. Those of db install what is missing, which two may not do at one time, and
 * go with one worker on a small machine.
 */
const E2E_WORKERS = 2;

/** Jest loads ES modules through an interface that Node still calls experimental, and says so for every file. */
const NODE_OPTIONS = '--experimental-vm-modules --disable-warning=ExperimentalWarning';

export function runJest(project: string, args: readonly string[] = []): boolean {
  const results = resultFile(project);
  // a run that crashes must not leave the counts of the one before
  rmSync(results, { force: true });
  mkdirSync(dirname(results), { recursive: true });
  const options = ['--passWithNoTests', '--json', `--outputFile=${results}`, `--reporters=${reporter()}`];
  const environment = { NODE_OPTIONS: [process.env.NODE_OPTIONS, NODE_OPTIONS].filter(Boolean).join(' ') };
  if (project === 'e2e') options.push(`--maxWorkers=${E2E_WORKERS}`);
  // A bare path would be taken for one more reporter.
  const selected = args.map((arg) => (arg.startsWith('-') ? arg : `--testPathPatterns=${arg}`));
  return succeeds('jest', [`--selectProjects=${project}`, ...options, ...selected], environment);
}

/** The counts of the last run. */
export function tallyOf(project: string, isPassed: boolean): Tally {
  return tallyFrom(readResults(project), isPassed);
}

/** What failed in the last run. */
export function failuresOf(project: string): string[] {
  const results = readResults(project);
  return results ? failuresIn(results) : [];
}

/** A failure that no count shows is counted as one. */
export function tallyFrom(results: JestResults | undefined, isPassed: boolean): Tally {
  if (results === undefined) return one(false);
  const tally = countsOf(results);
  return !isPassed && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

/** The part of Jest's --json that is counted. */
export interface JestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  /** Files that broke before their tests could be counted. */
  readonly numRuntimeErrorTestSuites: number;
}

export function countsOf(results: JestResults): Tally {
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

function readResults(project: string): (JestResults & JestFiles) | undefined {
  try {
    return JSON.parse(readFileSync(resultFile(project), 'utf8')) as JestResults & JestFiles;
  } catch {
    return undefined;
  }
}

function resultFile(project: string): string {
  return join(ROOT, RESULTS_FOLDER, `${project}.json`);
}

function reporter(): string {
  return join(import.meta.dirname, 'jest-reporter.ts');
}

if (import.meta.main) {
  const [, , project = 'pure', ...args] = process.argv;
  process.exitCode = runJest(project, args) ? 0 : 1;
}
