import { setTimeout as sleep } from 'node:timers/promises';
import { stalenessIn } from '../scenario/staleness.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { followAndEdit } from '../trial/edited-links.ts';

/** S: the bound on every change. */
const SEEN_MS_MAX = 2_000;

const LINKS = 12;
const LOAD = { readsPerSecond: 150, editsPerSecond: 4 };
const PHASE_MS = 5_000;

/** Hints travel through Redis. First they come, then they are eaten without a word, then there is no Redis. */
export const lostHint: Scenario = {
  id: 'B6',
  promise: 'A lost hint of a change is harmless: the poll of changes is the bound.',
  passLine:
    'links edited 4 times a second, Redis cut off silently, then killed: no lookup is more than 2 s behind',
  isGate: false,

  async run(trial) {
    const links = await trial.links(LINKS);
    const load = followAndEdit(trial, links, LOAD);
    const phases = [{ name: 'with hints', sinceMs: trial.client.nowMs }];
    const next = (name: string) => {
      phases.push({ name, sinceMs: trial.client.nowMs });
      trial.say(name);
    };
    await sleep(PHASE_MS);
    next('Redis half-open');
    await trial.rig.fault('redis', 'half-open');
    await sleep(PHASE_MS);
    next('Redis killed');
    await trial.rig.kill('redis');
    await sleep(PHASE_MS);
    await load.stop();
    const readings = stalenessIn(await trial.operations());
    const worst = phases.map(({ name, sinceMs }, index) => {
      const untilMs = phases[index + 1]?.sinceMs ?? Infinity;
      const its = readings.filter(({ follow }) => follow.t0 >= sinceMs && follow.t0 < untilMs);
      return { name, count: its.length, ms: Math.max(0, ...its.map(({ staleMs }) => staleMs)) };
    });
    return outcome(
      worst.map(({ name, ms }) => `${name}: ${ms.toFixed(0)} ms behind at most`).join('; '),
      worst.flatMap(({ name, count, ms }) => [
        [count === 0, `${name}: nothing was read`],
        [ms > SEEN_MS_MAX, `${name}: a change was seen ${ms.toFixed(0)} ms late`],
      ]),
    );
  },
};
