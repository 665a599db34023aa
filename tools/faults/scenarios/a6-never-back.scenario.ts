import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../demo/latency.ts';
import { stalenessIn, stepsBackIn } from '../scenario/staleness.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { followAndEdit } from '../trial/edited-links.ts';

/** S: the bound on every change. */
const SEEN_MS_MAX = 2_000;

const LINKS = 6;
const LOAD = { readsPerSecond: 200, editsPerSecond: 3 };
const PHASE_MS = 4_000;

/** A session stays with one lookup; all that one answers is taken for one session. Whatever may bring an old state back is broken, one thing after the other. */
export const neverBack: Scenario = {
  id: 'A6',
  promise: 'Who has seen a change never sees the state before it again, and everybody sees it within S.',
  passLine:
    '200 reads a second, links edited 3 times a second; replay paused, Redis cut off silently, a Redis node killed: 0 steps back, at most 2 s late',
  isGate: false,

  async run(trial) {
    const { rig } = trial;
    const links = await trial.links(LINKS);
    const load = followAndEdit(trial, links, LOAD);
    await sleep(PHASE_MS);
    trial.say('replay stands still on every replica');
    await rig.pauseReplay('shards');
    await sleep(PHASE_MS);
    await rig.resumeReplay('shards');
    trial.say('Redis half-open');
    await rig.fault('redis', 'half-open');
    await sleep(PHASE_MS);
    await rig.fault('redis', 'off');
    trial.say('redis-cache-0 killed');
    await rig.kill('redis-cache-0');
    await sleep(PHASE_MS);
    await load.stop();
    const readings = stalenessIn(await trial.operations());
    const stepsBack = stepsBackIn(readings).length;
    const late = Float64Array.from(readings, ({ staleMs }) => staleMs).sort();
    const [most, p999] = [percentile(late, 1), percentile(late, 0.999)];
    return outcome(
      `${stepsBack} steps back in ${late.length} readings; ${most.toFixed(0)} ms late at most, p99.9 ${p999.toFixed(0)} ms`,
      [
        [late.length === 0, 'nothing was read'],
        [stepsBack > 0, `${stepsBack} times a lookup gave an older state than before`],
        [most > SEEN_MS_MAX, `a change was seen ${most.toFixed(0)} ms late`],
      ],
    );
  },
};
