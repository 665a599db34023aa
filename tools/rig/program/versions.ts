import { spawnSync } from 'node:child_process';
import { debianPostgresServer, pathOf } from './programs.ts';

/** Which servers and senders of load are here, as `Redis 7.0.15`; what is not here is left out. */
export function serverVersions(): string[] {
  return [
    said('Postgres', debianPostgresServer(), '--version'),
    said('Redis', pathOf('redis-server'), '--version'),
    said('nginx', pathOf('nginx'), '-v'),
    said('wrk', pathOf('wrk'), '-v'),
  ].flatMap((version) => version ?? []);
}

/** Some say it on stderr, and wrk ends with 1. */
function said(name: string, file: string | undefined, option: string): string | undefined {
  if (file === undefined) return undefined;
  const { stdout, stderr } = spawnSync(file, [option], { encoding: 'utf8' });
  const [version] = /\d+(\.\d+)+/.exec(`${stdout}${stderr}`) ?? [];
  return version && `${name} ${version}`;
}
