import { setTimeout as sleep } from 'node:timers/promises';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers } from '../trial/answers.ts';
import { askForNewNames } from '../trial/new-names.ts';
import type { Trial } from '../trial/trial.ts';

const FAULTS = ['half-open', 'byte-per-second', 'reset'];
const TARGETS = ['shard-1', 'redis', 'shards'];
const PER_SECOND = 60;
const FAULT_MS = 2_500;
const LINKS = 1_500;

/** A lookup answers within 800 ms, whatever it waits for; 50 ms are for the way. */
const DEADLINE_MS = 850;

/** Pools may have grown to their size by then; what a fault left open would be many more. */
const SOCKETS_MORE_MAX = 80;

export const deadlines: Scenario = {
  id: 'E4',
  promise: 'Every redirect has a deadline, whatever its dependencies do.',
  passLine: 'shards and Redis silent, a byte a second, reset: p99.9 <= 850 ms, 0 x 404; sockets closed',
  isGate: false,

  async run(trial) {
    const links = await trial.links(LINKS);
    const socketsBefore = await sockets(trial);
    const answers = new Answers();
    for (const target of TARGETS)
      for (const fault of FAULTS) {
        await trial.rig.fault(target, fault);
        const load = askForNewNames(trial, { perSecond: PER_SECOND, links, answers });
        await sleep(FAULT_MS);
        await load.stop();
        await trial.rig.fault(target, 'off');
        trial.say(`${target} ${fault}: slowest so far ${answers.slowest(1).toFixed(0)} ms`);
      }
    await trial.heal();
    let socketsAfter = 0;
    await trial.until('sockets are closed', async () => {
      socketsAfter = await sockets(trial);
      return socketsAfter <= socketsBefore + SOCKETS_MORE_MAX;
    });
    const slowest = answers.slowest(0.999);
    return outcome(
      `${answers.all.length} answers, p99.9 ${slowest.toFixed(0)} ms; sockets ${socketsBefore} -> ${socketsAfter}`,
      [
        ...answers.neverAllowed(),
        [answers.unavailable === 0, 'no fault was noticed'],
        [slowest > DEADLINE_MS, `p99.9 is ${slowest.toFixed(0)} ms`],
      ],
    );
  },
};

function sockets(trial: Trial): Promise<number> {
  return trial.lookupMetric('process_open_fds');
}
