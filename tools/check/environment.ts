/** One door to the environment: the settings read it, everything else is handed frozen values. */
import type { Fault } from './fault.ts';
import { allSources, type Workspace } from './workspace.ts';

/** Where process.env may stand, and why. */
const DOORS: readonly (readonly [RegExp, string])[] = [
  [/^libs\/settings\//, 'the door itself'],
  [/^libs\/testing\//, 'hands servers of its own to the tests'],
  [/^tools\//, 'programs of the workplace, not of the product'],
  [/([.-]spec|\.fixture)\.[jt]sx?$/, 'a test may set the stage'],
  [/jest\.[a-z-]+\.[cm]?[jt]s$/, 'configures the tests'],
  [/^apps\/[^/]+\/src\/main\.ts$/, 'passes the environment to the settings'],
];

export function environment(workspace: Workspace): Fault[] {
  return allSources(workspace)
    .filter(({ path }) => !DOORS.some(([door]) => door.test(path)))
    .flatMap(({ path, environmentReads }) =>
      environmentReads.map(({ line }) => ({
        file: path,
        line,
        rule: 'one-door-to-the-environment',
        mend: 'read it through a schema of @fleetlink/settings and inject the settings object',
      })),
    );
}
