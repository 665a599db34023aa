import { setTimeout as sleep } from 'node:timers/promises';
import { oneOf } from '../../demo/random.ts';
import { redis } from '../../rig/redis/redis.client.ts';
import { outcome, type Scenario } from '../scenario/scenario.ts';
import { Answers, percent } from '../trial/answers.ts';
import type { Link, Trial } from '../trial/trial.ts';

const LINKS = 1_200;
const PER_SECOND = 200;
const PHASE_MS = 4_000;
const UNANSWERED_SHARE_MAX = 0.001;
const PROBES = 100;
const HIT_RATE_MIN = 0.9;

/** What can be wrong with a value: forged, of another schema, of another link, of another app, of another type. */
const CORRUPT = `
local corrupted, before = 0, 'never written by a lookup'
for _, key in ipairs(redis.call('KEYS', '*')) do
  if redis.call('TYPE', key).ok == 'string' then
    local text = redis.call('GET', key)
    local kind = corrupted % 5
    if kind == 0 then redis.call('SET', key, (string.gsub(text, 'example.com', 'example.net')))
    elseif kind == 1 then redis.call('SET', key, (string.gsub(text, '^F%d+', 'F9')))
    elseif kind == 2 then redis.call('SET', key, before)
    elseif kind == 3 then redis.call('SET', key, '{"url":"https://example.net/"}')
    elseif kind == 4 then redis.call('DEL', key) redis.call('RPUSH', key, text) end
    corrupted, before = corrupted + 1, text
  end
end
return corrupted`;

/** All twelve nodes: both clusters are gone, with caches, streams and hints. */
export const cacheIsNoTruth: Scenario = {
  id: 'B8',
  promise: 'Redis is never a source of truth: redirects and clicks survive whatever happens to it.',
  passLine:
    'values corrupted, caches emptied, all 12 nodes killed under load: 99.9 % redirected, 0 wrong, 0 x 404, 0 clicks lost; the hit rate comes back',
  isGate: true,

  async run(trial) {
    const links = await trial.links(LINKS);
    const [calm, stormy] = [new Answers(), new Answers()];
    let answers = calm;
    const load = trial.load({
      perSecond: PER_SECOND,
      async step(random) {
        const [{ name, url }, via] = [oneOf(links, random), oneOf(trial.client.lookups, random)];
        answers.add(await trial.client.follow(name, via), url);
      },
    });
    await sleep(PHASE_MS);
    answers = stormy;
    trial.say(`corrupt ${await onMasters(trial, 'EVAL', CORRUPT, '0')} cached values`);
    await sleep(PHASE_MS);
    trial.say('empty every cache');
    await onMasters(trial, 'FLUSHALL');
    await sleep(PHASE_MS / 2);
    trial.say('kill all Redis nodes');
    await trial.rig.kill('redis');
    await sleep(PHASE_MS);
    trial.say('start them again');
    await trial.rig.start('redis');
    await load.stop();
    await trial.heal();
    let hits = 0;
    await trial.until('nine of ten links that one lookup has read are cached for the next', async () => {
      hits = await hitsOfFreshLinks(trial);
      return hits >= HIT_RATE_MIN * PROBES;
    });
    // a busy machine lets a shard miss its deadline now and then without any fault
    const lostMax = UNANSWERED_SHARE_MAX + 2 * (1 - calm.availability);
    return outcome(
      `${percent(stormy.availability)} of ${stormy.all.length} redirected (before: ${percent(calm.availability)}), ${stormy.wrong} wrong, ${stormy.absent} x 404; then ${hits} of ${PROBES} from the cache`,
      [
        ...[calm, stormy].flatMap((phase) => phase.neverAllowed()),
        [1 - stormy.availability > lostMax, `only ${percent(stormy.availability)} were redirected`],
      ],
    );
  },
};

/** Runs a command on every master of the cache. @returns the sum of what they answer, where that is a number. */
async function onMasters({ rig }: Trial, ...words: string[]): Promise<number> {
  const masters = (await rig.status()).filter(
    ({ role, name }) => role === 'master' && name.startsWith('redis-cache'),
  );
  const answers = await Promise.all(
    masters.map(({ name }) =>
      redis(
        rig.site,
        rig.site.ofKind('redis').find((node) => node.name === name)!,
        ...words,
      ),
    ),
  );
  return answers.reduce((sum, answer) => sum + (Number(answer) || 0), 0);
}

/** Links that one lookup reads from the shards, the next one should find in the cache. */
async function hitsOfFreshLinks(trial: Trial): Promise<number> {
  const [first, second] = trial.client.lookups as [string, string];
  const links: Link[] = await trial.links(PROBES);
  const follow = (via: string) => Promise.all(links.map(({ name }) => trial.client.follow(name, via)));
  const hits = () => trial.metric(second, 'fleetlink_lookup_total', { tier: 'l2' });
  await follow(first);
  const before = await hits();
  await follow(second);
  return (await hits()) - before;
}
