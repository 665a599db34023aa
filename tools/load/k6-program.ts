/** k6: the one on the PATH, or one that Go builds here, once. It is in no registry that npm or apt know. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { DemoFault } from '../demo/demo-fault.ts';

const SOURCE = join(import.meta.dirname, 'k6');
const BUILD_MS_MAX = 20 * 60_000;

/** The first that reads TypeScript without being asked to. */
const K6_MAJOR_MIN = 1;

/** What go.mod of this k6 asks for. */
const GO_MIN = { major: 1, minor: 25 };

/** @returns the path of the program. */
export function provideK6(): string {
  const present = versionOf(spawnSync('k6', ['version'], { encoding: 'utf8' }).stdout, /v(\d+)\.(\d+)/);
  if (present !== undefined && present.major >= K6_MAJOR_MIN) return 'k6';
  const program = join(cacheFolder(), 'fleetlink', `k6-${wantedVersion()}`, 'k6');
  if (!existsSync(program)) build(program);
  return program;
}

/** Why this machine has no k6 and cannot build one; undefined where it can. */
export function whyNoGo(goVersion: string | undefined): string | undefined {
  if (!goVersion) return 'neither k6 nor Go is on the PATH';
  const go = versionOf(goVersion, /go(\d+)\.(\d+)/);
  const isOldEnough =
    go !== undefined && (go.major > GO_MIN.major || (go.major === GO_MIN.major && go.minor >= GO_MIN.minor));
  if (isOldEnough) return undefined;
  return `k6 is not on the PATH, and ${goVersion.trim()} is older than Go ${GO_MIN.major}.${GO_MIN.minor}, which builds it`;
}

function build(program: string): void {
  const reason = whyNoGo(spawnSync('go', ['version'], { encoding: 'utf8' }).stdout);
  if (reason !== undefined)
    throw new DemoFault(
      reason,
      'https://grafana.com/docs/k6/latest/set-up/install-k6 shows how k6 is installed; then try again',
    );
  process.stdout.write(`building k6 ${wantedVersion()} with Go into ${program}: once, two to six minutes …`);
  const startedAt = performance.now();
  mkdirSync(dirname(program), { recursive: true });
  const unfinished = `${program}.${process.pid}`;
  const { status, stderr, error } = spawnSync('go', ['build', '-o', unfinished, '.'], {
    cwd: SOURCE,
    encoding: 'utf8',
    timeout: BUILD_MS_MAX,
  });
  if (status !== 0) throw new DemoFault(`\nk6 could not be built:\n${(error?.message ?? stderr).trim()}`);
  renameSync(unfinished, program);
  process.stdout.write(` built in ${((performance.now() - startedAt) / 1000).toFixed(0)} s\n`);
}

function wantedVersion(): string {
  const [, version = ''] =
    /go\.k6\.io\/k6\/v2 v(\S+)/.exec(readFileSync(join(SOURCE, 'go.mod'), 'utf8')) ?? [];
  return version;
}

function cacheFolder(): string {
  return process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
}

function versionOf(text: string | null, pattern: RegExp): { major: number; minor: number } | undefined {
  const [, major, minor] = pattern.exec(text ?? '') ?? [];
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
}
