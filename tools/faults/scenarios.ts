/** Every scenario, in the order in which `all` runs them. */
import type { Scenario } from './scenario/scenario.ts';
import { ownWrites } from './scenarios/a5-own-writes.scenario.ts';
import { neverBack } from './scenarios/a6-never-back.scenario.ts';
import { countedOnce } from './scenarios/a7-counted-once.scenario.ts';
import { boundedQueue } from './scenarios/a10-bounded-queue.scenario.ts';
import { edgeCountedOnce } from './scenarios/edge-counted-once.scenario.ts';
import { oneRead } from './scenarios/b1-one-read.scenario.ts';
import { boundedWaiters } from './scenarios/b3-bounded-waiters.scenario.ts';
import { unknownNames } from './scenarios/b4-unknown-names.scenario.ts';
import { absentNeverHides } from './scenarios/b5-absent-never-hides.scenario.ts';
import { lostHint } from './scenarios/b6-lost-hint.scenario.ts';
import { cacheIsNoTruth } from './scenarios/b8-cache-is-no-truth.scenario.ts';
import { takedown } from './scenarios/b10-takedown.scenario.ts';
import { rollingRestart } from './scenarios/e1-rolling-restart.scenario.ts';
import { honestProbes } from './scenarios/e2-probes.scenario.ts';
import { silentShard } from './scenarios/e3-silent-shard.scenario.ts';
import { deadlines } from './scenarios/e4-deadlines.scenario.ts';
import { breaker } from './scenarios/e6-breaker.scenario.ts';
import { hotLink } from './scenarios/e9-hot-link.scenario.ts';
import { coldStart } from './scenarios/e10-cold-start.scenario.ts';
import { SPEC_SCENARIOS } from './scenarios/by-spec.ts';

export const SCENARIOS: readonly Scenario[] = [
  ownWrites,
  neverBack,
  countedOnce,
  boundedQueue,
  edgeCountedOnce,
  oneRead,
  boundedWaiters,
  unknownNames,
  absentNeverHides,
  lostHint,
  cacheIsNoTruth,
  takedown,
  rollingRestart,
  honestProbes,
  silentShard,
  deadlines,
  breaker,
  hotLink,
  coldStart,
  ...SPEC_SCENARIOS,
];
