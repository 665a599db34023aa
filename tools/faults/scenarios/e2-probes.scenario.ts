import { setTimeout as sleep } from 'node:timers/promises';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers } from '../trial/answers.ts';
import { askForNewNames } from '../trial/new-names.ts';
import type { Trial } from '../trial/trial.ts';

const LINKS = 1_600;
const PER_SECOND = 40;
const PHASE_MS = 4_000;
const PROBES_PER_SECOND = 5;
const PROBE_MS_MAX = 1_000;

/** What an orchestrator would restart or leave out, it would do to all instances at the same moment. */
export const honestProbes: Scenario = {
  id: 'E2',
  promise: 'Probes mean what they say: no dependency makes an instance look dead, or a lookup useless.',
  passLine:
    'all Redis nodes killed, then a whole shard: every /livez and the /readyz of every lookup stay 200; names of that shard are 503, of the other they redirect',
  isGate: false,

  async run(trial) {
    const byShard = await trial.linksByShard(LINKS);
    const probes = probing(trial);
    const [healthy, dead] = [new Answers(), new Answers()];
    const asked = (shard: string, answers: Answers) =>
      askForNewNames(trial, { perSecond: PER_SECOND, links: byShard.get(shard)!, answers });
    const load = asked('shard-0', healthy);
    trial.say('kill all Redis nodes');
    await trial.rig.kill('redis');
    await sleep(PHASE_MS);
    trial.say('kill shard-1, its replica too');
    await trial.rig.kill('shard-1');
    const failing = asked('shard-1', dead);
    await sleep(PHASE_MS);
    await Promise.all([load.stop(), failing.stop(), probes.load.stop()]);
    return outcome(
      `${probes.count()} probes, ${probes.failed.size} kinds failed; shard-0: ${healthy.right} of ${healthy.all.length} redirected; shard-1: ${dead.unavailable} of ${dead.all.length} x 503`,
      [
        ...healthy.neverAllowed(),
        ...dead.neverAllowed(),
        [probes.count() === 0, 'nothing was probed'],
        [probes.failed.size > 0, `probes failed: ${[...probes.failed].join(', ')}`],
        [healthy.availability < 1, `${healthy.unavailable} names of the healthy shard were 503`],
        [dead.unavailable < dead.all.length, `${dead.right} new names of a dead shard were redirected`],
      ],
    );
  },
};

/** Asks as an orchestrator does, only more often. */
function probing(trial: Trial) {
  const probes = trial.rig.site.ofKind('service').flatMap(({ name, app, managementPort }) =>
    (app === 'lookup' ? ['livez', 'readyz'] : ['livez']).map((path) => ({
      what: `${name}/${path}`,
      url: `http://127.0.0.1:${managementPort}/${path}`,
    })),
  );
  const failed = new Set<string>();
  let count = 0;
  const load = trial.load({
    perSecond: probes.length * PROBES_PER_SECOND,
    async step() {
      const { what, url } = probes[count % probes.length]!;
      count += 1;
      const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS_MAX) }).catch(() => undefined);
      await answer?.arrayBuffer();
      if (answer?.status !== 200) failed.add(`${what} ${answer?.status ?? 'silent'}`);
    },
  });
  return { load, failed, count: () => count };
}
