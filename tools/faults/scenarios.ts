/** Every scenario, in the order in which `all` runs them. */
import type { Scenario } from './scenario/scenario.ts';
import { absentNeverHides } from './scenarios/b5-absent-never-hides.scenario.ts';
import { silentShard } from './scenarios/e3-silent-shard.scenario.ts';

export const SCENARIOS: readonly Scenario[] = [absentNeverHides, silentShard];
