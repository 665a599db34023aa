/** One run of k6 with a profile of load-tests/. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FollowedLink } from '../../load-tests/followed-link.ts';
import { DemoFault } from '../demo/demo-fault.ts';
import type { Stage } from '../demo/stage.ts';
import type { LoadTarget } from './load-target.ts';

const ROOT = join(import.meta.dirname, '../..');
const SCRIPT = join(ROOT, 'load-tests/load-test.ts');

/** Ignored by git. */
const REPORTS = join(ROOT, '.load');

/** As k6 documents it. */
const THRESHOLDS_CROSSED = 99;

export interface K6Order {
  readonly program: string;
  readonly profile: string;
  readonly scale: number;
  readonly target: LoadTarget;
  readonly links: readonly FollowedLink[];
}

export interface K6Outcome {
  readonly isWithinThresholds: boolean;
  readonly redirectsAnswered: number;
  /** Whatever else links were answered with, or not at all. */
  readonly redirectsFailed: number;
  /** Requests for names that lead nowhere. */
  readonly unknownAsked: number;
  /** A page with plots over time. */
  readonly report: string;
}

/** k6 tells its progress and its summary itself. */
export async function runK6(order: K6Order, stage: Stage): Promise<K6Outcome> {
  const folder = await stage.folder();
  const [linksFile, summaryFile] = [join(folder, 'links.json'), join(folder, 'summary.json')];
  const report = join(REPORTS, `${order.profile}.html`);
  await Promise.all([writeFile(linksFile, JSON.stringify(order.links)), mkdir(REPORTS, { recursive: true })]);
  const quiet = process.stdout.isTTY ? [] : ['--quiet'];
  const child = spawn(
    order.program,
    ['run', '--no-usage-report', ...quiet, '--summary-export', summaryFile, SCRIPT],
    {
      env: { ...process.env, ...variables(order, linksFile, report) },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  stage.atClear(async () => void child.kill('SIGKILL'));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0 && status !== THRESHOLDS_CROSSED)
    throw new DemoFault(`k6 ended with ${status === null ? 'a signal' : `exit code ${status}`}`);
  return {
    isWithinThresholds: status === 0,
    ...countsIn(await readFile(summaryFile, 'utf8')),
    report,
  };
}

function variables({ profile, scale, target }: K6Order, linksFile: string, report: string) {
  return {
    LOAD_PROFILE: profile,
    LOAD_SCALE: String(scale),
    LOAD_TARGET: target.url,
    LOAD_KEY: target.key ?? '',
    LOAD_LINKS: linksFile,
    // the report alone: nobody watches, and the port may be taken
    K6_WEB_DASHBOARD: 'true',
    K6_WEB_DASHBOARD_PORT: '-1',
    K6_WEB_DASHBOARD_PERIOD: '1s',
    K6_WEB_DASHBOARD_EXPORT: report,
  };
}

type Counts = Pick<K6Outcome, 'redirectsAnswered' | 'redirectsFailed' | 'unknownAsked'>;

function countsIn(summary: string): Counts {
  const { metrics } = JSON.parse(summary) as { metrics: Record<string, { count?: number } | undefined> };
  const countOf = (metric: string): number => metrics[metric]?.count ?? 0;
  return {
    redirectsAnswered: countOf('redirects_answered'),
    redirectsFailed: countOf('redirects_failed'),
    unknownAsked: countOf('unknown_asked'),
  };
}
