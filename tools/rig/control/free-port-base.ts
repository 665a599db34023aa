import { FLEET_DEFAULTS, planFleet, range, type FleetOptions } from '../plan/fleet-plan.ts';
import { PORT_SPAN } from '../plan/port-plan.ts';
import { recordedPortBases, RigFolder } from '../record/rig-folder.ts';
import { RigError } from '../rig-error.ts';
import { assertHomeFree, assertPortsFree } from './ground.ts';

/** Below the range from which Linux gives ports to clients (32,768 and up). */
const LOWEST = 15_000;
const SPANS = 40;

/** A port base that such a rig could have a moment ago; rigs started by a person begin at the default one. */
export async function freePortBase(options: Partial<FleetOptions> = {}): Promise<number> {
  const recorded = recordedPortBases();
  const candidates = range(SPANS)
    .map((span) => LOWEST + span * PORT_SPAN)
    .filter((base) => [FLEET_DEFAULTS.portBase, ...recorded].every((other) => areApart(base, other)));
  for (const portBase of shuffled(candidates)) {
    if (await isFree({ ...FLEET_DEFAULTS, ...options, portBase })) return portBase;
  }
  throw new RigError('no port base is free', 'npm run rig -- down, or name one: --port-base N');
}

/** A rig of another clone that was killed leaves its folder, and no port. */
async function isFree(options: FleetOptions): Promise<boolean> {
  try {
    assertHomeFree(new RigFolder(options.portBase).home);
    await assertPortsFree(planFleet(options));
    return true;
  } catch {
    return false;
  }
}

function areApart(one: number, other: number): boolean {
  return Math.abs(one - other) >= PORT_SPAN;
}

/** Two test runs at the same moment should not try the same one first. */
function shuffled(values: readonly number[]): number[] {
  return values
    .map((value) => [Math.random(), value] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, value]) => value);
}
