import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { oneOf } from '../../demo/random.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers } from '../trial/answers.ts';
import type { Trial } from '../trial/trial.ts';

const LINKS = 40;
const PER_SECOND = 1_000;
const CREATES_PER_SECOND = 5;
/** Destinations of the links made meanwhile are numbered from here. */
const FIRST_CREATED = 1_000_000;
const BETWEEN_MS = 500;

/** Long enough for nginx to take notice, which has no probe: its next request to a closing service fails over. */
const DRAIN_MS = 1_000;

/** Redirects and creates go through the gateway all the time, over connections that are kept on both of its sides. */
export const rollingRestart: Scenario = {
  id: 'E1',
  promise: 'A rolling restart loses nothing.',
  passLine:
    '1,000 redirects and 5 creates a second through the gateway while each service is restarted in turn: 0 failed, 0 clicks lost, each ends in order',
  isGate: false,
  shape: { creates: 2, stats: 2, settings: { CLICK_CLAIM_IDLE_MS: '2000', DRAIN_MS: String(DRAIN_MS) } },

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
    let creates = 0;
    let unmade = 0;
    const making = trial.load({
      perSecond: CREATES_PER_SECOND,
      async step() {
        creates += 1;
        if ((await trial.client.create(trial.url(FIRST_CREATED + creates))) === undefined) unmade += 1;
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
    await Promise.all([load.stop(), making.stop()]);
    const forced = services.filter((name, index) => endings(trial, name) !== before[index]! + 1);
    return outcome(
      `${answers.all.length - answers.right} of ${answers.all.length} redirects and ${unmade} of ${creates} creates failed over ${services.length} restarts, p99 ${answers.slowest(0.99).toFixed(0)} ms`,
      [
        ...answers.neverAllowed(),
        [answers.unavailable > 0, `${answers.unavailable} requests were answered with 503`],
        [creates === 0, 'no link was made'],
        [unmade > 0, `${unmade} of ${creates} links were not made`],
        [forced.length > 0, `${forced.join(', ')} did not end in order`],
      ],
    );
  },
};

/** How often a service has ended in order so far: its last line says so, and exit code 0 follows. */
function endings({ rig }: Trial, service: string): number {
  return readFileSync(rig.site.folder.logFile(service), 'utf8').split('"msg":"stopped"').length - 1;
}
