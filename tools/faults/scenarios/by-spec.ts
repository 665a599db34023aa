/** Promises about what a rig cannot bend: clocks, the order of single steps, what is in an envelope. */
import type { SpecScenario } from '../scenario/scenario.ts';

export const SPEC_SCENARIOS: readonly SpecScenario[] = [
  {
    id: 'A8',
    promise: 'A batch of clicks is counted once, however often it is delivered.',
    passLine:
      'delivered twice, to two consumers at once, to a successor after a kill between commit and acknowledgement: counts equal',
    isGate: false,
    specs: ['libs/click/src/tally/tally.store.db-spec.ts', 'libs/click/src/bus/streams-faults.db-spec.ts'],
  },
  {
    id: 'A9',
    promise: 'Poison clicks do not stop the stream.',
    passLine:
      'malformed, oversized and of another version: set aside after 5 tries with the reason; the others counted once, nothing waits',
    isGate: false,
    specs: ['libs/click/src/bus/streams-bus.db-spec.ts'],
  },
  {
    id: 'B7',
    promise: 'A fill that races with a change cannot leave a stale copy.',
    passLine:
      'every order of read, keep, note and edit up to 6 steps: no copy is older than what was committed',
    isGate: false,
    specs: ['libs/link/src/resolve/fill-race.spec.ts'],
  },
  {
    id: 'C1',
    promise: 'No id is given twice, whatever the clock does.',
    passLine: '4 workers, steps of 1 ms to 1 h in both directions, restarts: 0 duplicates in 5 million ids',
    isGate: false,
    specs: ['libs/code/src/id/no-duplicate.spec.ts', 'apps/standalone/src/e2e/worker-lease.e2e-spec.ts'],
  },
  {
    id: 'C3',
    promise: 'A used-up millisecond makes ids wait: no wrap, no duplicate.',
    passLine: '10,000 ids asked for in one frozen millisecond: three milliseconds, in order, none twice',
    isGate: false,
    specs: ['libs/code/src/id/snowflake-generator.spec.ts'],
  },
  {
    id: 'C4',
    promise: 'Two live processes never mint for one worker at the same time.',
    passLine:
      'a holder paused past its deadline, its clock set back, another in its place: it mints nothing before it renews',
    isGate: false,
    specs: ['libs/link/src/mint/worker-lease.db-spec.ts'],
  },
  {
    id: 'C5',
    promise: 'More processes than worker ids: the extra one is not ready and says why; nobody shares.',
    passLine: 'every worker taken: no id for the next process, which takes the first one that becomes free',
    isGate: false,
    specs: ['libs/link/src/mint/worker-lease.db-spec.ts'],
  },
];
