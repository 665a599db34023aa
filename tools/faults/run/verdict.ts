import type { Outcome, Scenario } from '../scenario/scenario.ts';

export interface Verdict {
  readonly scenario: Scenario;
  readonly seed: number;
  /** Undefined: it came to no end, so nothing is known of the promise. */
  readonly outcome: Outcome | undefined;
  readonly seconds: number;
  /** Why there is no outcome. */
  readonly trouble?: string;
}

export type Word = 'held' | 'BROKEN' | 'not judged';

export function wordOf({ outcome }: Verdict): Word {
  if (outcome === undefined) return 'not judged';
  return outcome.offences.length === 0 ? 'held' : 'BROKEN';
}
