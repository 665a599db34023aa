import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { oneOf } from '../../demo/random.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers } from '../trial/answers.ts';
import type { Trial } from '../trial/trial.ts';

const LINKS = 40;
const PER_SECOND = 300;
const BETWEEN_MS = 500;

/** Long enough for nginx to take notice, which has no probe: its next request to a closing service fails over. */
const DRAIN_MS = 1_000;

/** The fleet is warm before; redirects go through the gateway all the time, which keeps its connections. */
export const rollingRestart: Scenario = {
  id: 'E1',
  promise: 'A rolling restart loses nothing.',
  passLine:
    '300 redirects a second through the gateway while each service is restarted in turn: 0 failed, 0 clicks lost, each ends in order',
  isGate: false,
  shape: { settings: { CLICK_CLAIM_IDLE_MS: '2000', DRAIN_MS: String(DRAIN_MS) } },

  async run(trial) {
    const links = await trial.links(LINKS);
    for (const { name } of links)
      for (const via of trial.client.lookups) await trial.client.follow(name, via);
    const answers = new Answers();
    const load = trial.load({
      perSecond: PER_SECOND,
      async step(random) {
        const { name, url } = oneOf(links, random);
        answers.add(await trial.client.follow(name), url);
      },
    });
    const services = trial.rig.site.ofKind('service').map(({ name }) => name);
    const before = services.map((name) => endings(trial, name));
    for (const name of services) {
      await sleep(BETWEEN_MS);
      trial.say(`restart ${name}`);
      await trial.rig.restart(name);
    }
    await sleep(BETWEEN_MS);
    await load.stop();
    const forced = services.filter((name, index) => endings(trial, name) !== before[index]! + 1);
    return outcome(
      `${answers.all.length - answers.right} of ${answers.all.length} requests failed over ${services.length} restarts, p99 ${answers.slowest(0.99).toFixed(0)} ms`,
      [
        ...answers.neverAllowed(),
        [answers.unavailable > 0, `${answers.unavailable} requests were answered with 503`],
        [forced.length > 0, `${forced.join(', ')} did not end in order`],
      ],
    );
  },
};

/** How often a service has ended in order so far: its last line says so, and exit code 0 follows. */
function endings({ rig }: Trial, service: string): number {
  return readFileSync(rig.site.folder.logFile(service), 'utf8').split('"msg":"stopped"').length - 1;
}
