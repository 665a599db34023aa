import type { RigOptions } from '../../rig/rig-fleet.ts';
import type { Trial } from '../trial/trial.ts';

/** One promise, and how it is tried. */
export type Scenario = RigScenario | SpecScenario;

interface Promised {
  /** `B5`: how the promise is called. */
  readonly id: string;
  readonly promise: string;
  /** What has to be so for the promise to be kept, with its figures. */
  readonly passLine: string;
}

/** Faults on a rig. */
export interface RigScenario extends Promised {
  /** True: part of `npm test`. Those are quick, and hold on a loaded machine. */
  readonly isGate: boolean;
  /** Where the rig has to differ from `RIG_SHAPE`; scenarios of one shape share a start. */
  readonly shape?: RigShape;
  run(trial: Trial): Promise<Outcome>;
}

export type RigShape = Pick<
  RigOptions,
  'shards' | 'replicas' | 'creates' | 'lookups' | 'stats' | 'edgeCacheSeconds' | 'proxied' | 'settings'
>;

/** A promise that specs prove already. `npm test` runs them anyway, so the gate need not. */
export interface SpecScenario extends Promised {
  readonly isGate: false;
  /** Paths from the root of the clone. */
  readonly specs: readonly string[];
}

/** Small enough for two cores, and every database and Redis node can be cut off. */
export const RIG_SHAPE: RigShape = {
  shards: 2,
  replicas: 1,
  lookups: 3,
  proxied: ['shards', 'redis'],
  // what a consumer of clicks held when it lost its connection is taken over soon: healing waits for it
  settings: { CLICK_CLAIM_IDLE_MS: '2000' },
};

export interface Outcome {
  /** What was measured, in one line. */
  readonly figure: string;
  /** In which ways the promise was broken; none if it was kept. */
  readonly offences: readonly string[];
  /** Clicks that may be lost by what was done, such as the ring of a lookup that was killed; none if unset. */
  readonly clicksLostMax?: number;
}

/** Each claim is a way to break the promise, and whether it happened. */
export function outcome(
  figure: string,
  claims: readonly (readonly [isSo: boolean, offence: string])[],
): Outcome {
  return { figure, offences: claims.filter(([isSo]) => isSo).map(([, offence]) => offence) };
}
