import { setTimeout as sleep } from 'node:timers/promises';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { percent } from '../trial/answers.ts';
import { isRedirect } from '../trial/fleet.client.ts';
import type { Trial } from '../trial/trial.ts';

const LINKS = 400;
const PER_SECOND = 200;
const WINDOW_MS = 500;
const HIT_RATE_WANTED = 0.95;
const WARM_MS_MAX = 30_000;

/** The gateway leaves a lookup alone that failed, for 2 s, and here has no other one. */
const GATEWAY_MS_MAX = 3_000;

/** What a lookup killed in mid-flight holds in memory: a batch, and the one being written. */
const CLICKS_LOST_MAX = 60;

/** Every lookup and every cache dies at once; those who follow links do not stop for it. */
export const coldStart: Scenario = {
  id: 'E10',
  promise: 'Lookups come up with every cache empty under their full load.',
  passLine:
    'lookups and cache killed under 200 redirects a second, started again empty: each starts once, 95 % come from caches within 30 s, 0 failed from 3 s on',
  isGate: false,

  async run(trial) {
    const { client, rig } = trial;
    const links = await trial.links(LINKS);
    const answers: { askedMs: number; isRedirected: boolean }[] = [];
    const load = trial.load({
      perSecond: PER_SECOND,
      async step(random) {
        // as few links of many are followed most
        const { name } = links[Math.floor(random() ** 3 * LINKS)]!;
        const askedMs = client.nowMs;
        answers.push({ askedMs, isRedirected: isRedirect(await client.follow(name)) });
      },
    });
    await sleep(WINDOW_MS);
    trial.say('kill lookups and cache');
    await Promise.all([rig.kill('lookup'), rig.kill('redis-cache')]);
    await rig.start('redis-cache');
    await rig.start('lookup');
    trial.say('lookups answer again');
    const pids = await lookupPids(trial);
    const upMs = client.nowMs;
    const warm = await warmUp(trial);
    await sleep(GATEWAY_MS_MAX);
    await load.stop();
    const asked = answers.filter(({ askedMs }) => askedMs >= upMs + GATEWAY_MS_MAX);
    const failed = asked.filter(({ isRedirected }) => !isRedirected).length;
    const restarted = (await lookupPids(trial)) !== pids;
    return {
      ...outcome(
        `${percent(HIT_RATE_WANTED)} from caches ${(warm.ms / 1000).toFixed(1)} s after the start (${percent(warm.hitRate)}); ${failed} of ${asked.length} requests failed after the gateway noticed`,
        [
          [
            warm.hitRate < HIT_RATE_WANTED,
            `only ${percent(warm.hitRate)} from caches after ${WARM_MS_MAX / 1000} s`,
          ],
          [asked.length === 0, 'nothing was asked for'],
          [failed > 0, `${failed} requests failed 3 s after the start and later`],
          [restarted, 'a lookup did not stay up'],
        ],
      ),
      clicksLostMax: CLICKS_LOST_MAX,
    };
  },
};

/** Looks at one window after the other until one is warm. */
async function warmUp(trial: Trial): Promise<{ ms: number; hitRate: number }> {
  const startedAt = performance.now();
  for (let before = await looked(trial); ;) {
    await sleep(WINDOW_MS);
    const after = await looked(trial);
    const hitRate = (after.hits - before.hits) / Math.max(1, after.all - before.all);
    const ms = performance.now() - startedAt;
    if (hitRate >= HIT_RATE_WANTED || ms > WARM_MS_MAX) return { ms, hitRate };
    before = after;
  }
}

async function looked(trial: Trial): Promise<{ hits: number; all: number }> {
  const of = (tier: string) => trial.lookupMetric('fleetlink_lookup_total', { tier });
  const [l1, l2, l3, joined] = await Promise.all([of('l1'), of('l2'), of('l3'), of('joined')]);
  return { hits: l1 + l2, all: l1 + l2 + l3 + joined };
}

async function lookupPids({ rig, client }: Trial): Promise<string> {
  const nodes = (await rig.status()).filter(({ name }) => client.lookups.includes(name));
  return nodes.map(({ pid }) => pid).join();
}
