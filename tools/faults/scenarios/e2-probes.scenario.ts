import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceNode } from '../../rig/plan/fleet-node.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers } from '../trial/answers.ts';
import { askForNewNames } from '../trial/new-names.ts';

const LINKS = 1_600;
const PER_SECOND = 40;
const PHASE_MS = 4_000;
const PROBE_EVERY_MS = 200;
const PROBE_MS_MAX = 1_000;

/** What an orchestrator would restart or leave out, it would do to all instances at the same moment. */
export const probes: Scenario = {
  id: 'E2',
  promise: 'Probes mean what they say: no dependency makes an instance look dead, or a lookup useless.',
  passLine:
    'all Redis nodes killed, then a whole shard: every /livez and the /readyz of every lookup stay 200; names of that shard are 503, of the other they redirect',
  isGate: false,

  async run(trial) {
    const byShard = await trial.linksByShard(LINKS);
    const watch = new ProbeWatch(trial.rig.site.ofKind('service'));
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
    await Promise.all([load.stop(), failing.stop()]);
    const failed = await watch.stop();
    return outcome(
      `${watch.probes} probes, ${failed.length} failed; shard-0: ${healthy.right} of ${healthy.all.length} redirected; shard-1: ${dead.unavailable} of ${dead.all.length} x 503`,
      [
        ...healthy.neverAllowed(),
        ...dead.neverAllowed(),
        [watch.probes === 0, 'nothing was probed'],
        [failed.length > 0, `probes failed: ${[...new Set(failed)].join(', ')}`],
        [healthy.availability < 1, `${healthy.unavailable} names of the healthy shard were 503`],
        [dead.unavailable < dead.all.length, `${dead.right} new names of a dead shard were redirected`],
      ],
    );
  },
};

/** Asks as an orchestrator does, only more often. */
class ProbeWatch {
  probes = 0;
  readonly #failed: string[] = [];
  readonly #watching: Promise<void>;
  #isOver = false;

  constructor(services: readonly ServiceNode[]) {
    this.#watching = this.#watch(services);
  }

  /** @returns the probes that were not answered with 200. */
  async stop(): Promise<string[]> {
    this.#isOver = true;
    await this.#watching;
    return this.#failed;
  }

  async #watch(services: readonly ServiceNode[]): Promise<void> {
    const probed = services.flatMap((node) =>
      node.app === 'lookup'
        ? [[node, 'livez'] as const, [node, 'readyz'] as const]
        : [[node, 'livez'] as const],
    );
    for (; !this.#isOver; await sleep(PROBE_EVERY_MS))
      await Promise.all(probed.map(([node, probe]) => this.#probe(node, probe)));
  }

  async #probe({ name, managementPort }: ServiceNode, probe: string): Promise<void> {
    const url = `http://127.0.0.1:${managementPort}/${probe}`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_MS_MAX) }).catch(() => undefined);
    await answer?.arrayBuffer();
    this.probes += 1;
    if (answer?.status !== 200) this.#failed.push(`${name}/${probe} ${answer?.status ?? 'silent'}`);
  }
}
