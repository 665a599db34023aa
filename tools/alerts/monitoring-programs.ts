/** promtool and amtool: installed on demand, as the servers of a rig are. */
import { existsSync } from 'node:fs';
import { install, whyNoApt } from '../rig/program/apt.ts';
import { runProgram } from '../rig/program/run-program.ts';

/** By Debian package. */
export const MONITORING_PROGRAMS = {
  prometheus: '/usr/bin/promtool',
  'prometheus-alertmanager': '/usr/bin/amtool',
} as const;

const RUN_MS_MAX = 240_000;

/** Undefined where both are there by now, or why they are not. */
export async function whyNoMonitoringPrograms(): Promise<string | undefined> {
  const missing = Object.entries(MONITORING_PROGRAMS)
    .filter(([, path]) => !existsSync(path))
    .map(([name]) => name);
  if (missing.length === 0) return undefined;
  const reason = whyNoApt();
  if (reason !== undefined) return `${missing.join(', ')} missing, and ${reason}`;
  return install(missing).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

/** @throws with what promtool has to say when it is not content. */
export function promtool(...args: readonly string[]): Promise<string> {
  return runProgram(MONITORING_PROGRAMS.prometheus, args, { timeoutMs: RUN_MS_MAX });
}

/** @throws with what amtool has to say when it is not content. */
export function amtool(...args: readonly string[]): Promise<string> {
  return runProgram(MONITORING_PROGRAMS['prometheus-alertmanager'], args, { timeoutMs: RUN_MS_MAX });
}
