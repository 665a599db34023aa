/** A little of everything that a fleet is asked, so that every metric has something to say. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Rig } from '../../rig/rig-fleet.ts';

const LINKS = 60;
const ROUNDS = 20;
const PAUSE_MS = 200;
const ANSWER_MS_MAX = 30_000;

/** @throws when no links can be made; a machine under other load may answer some requests with 503. */
export async function putLoadOn(rig: Rig): Promise<void> {
  const ask = askerOf(rig);
  const names = await makeLinks(ask);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of [...names, ...missesOf(round)]) await follow(rig, name);
    await Promise.all([
      ask('GET', `/api/v1/links/${names[round]}/stats`),
      ask('GET', '/api/v1/stats/summary'),
      ask('PATCH', `/api/v1/links/${names[round]}`, { title: `round ${round}` }),
      ask('GET', '/api/v1/links?limit=10'),
    ]);
    await sleep(PAUSE_MS);
  }
  await makeMistakes(ask, rig, names);
}

type Ask = (method: string, path: string, body?: unknown, key?: string) => Promise<Response>;

function askerOf({ gatewayUrl, apiKey }: Rig): Ask {
  return (method, path, body, key = apiKey) =>
    fetch(`${gatewayUrl}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
}

/** One by one and in bulk. */
async function makeLinks(ask: Ask): Promise<string[]> {
  const target = (index: number) => ({ url: `https://example.com/live/${index}` });
  const single = await Promise.all(
    Array.from({ length: LINKS / 2 }, async (_, index) => {
      const answer = await ask('POST', '/api/v1/links', target(index));
      if (answer.status !== 201)
        throw new Error(`a link was not made: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as { name: string }).name;
    }),
  );
  const bulk = await ask(
    'POST',
    '/api/v1/links/bulk',
    Array.from({ length: LINKS / 2 }, (_, index) => target(index)),
  );
  const results = (await bulk.json()) as { link: { name: string } }[];
  return [...single, ...results.map(({ link }) => link.name)];
}

/** Names that nobody has. */
function missesOf(round: number): string[] {
  return [`nobody-has-${round}`, `nobody-has-${round}-either`];
}

async function follow({ gatewayUrl }: Rig, name: string): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_MS_MAX);
  await (await fetch(`${gatewayUrl}/${name}`, { redirect: 'manual', signal })).arrayBuffer();
}

/** What callers do wrong: a bad target, a wrong key, a link that is gone, a method that names do not have. */
async function makeMistakes(ask: Ask, rig: Rig, names: readonly string[]): Promise<void> {
  await ask('POST', '/api/v1/links', { url: 'javascript:alert(1)' });
  await ask('GET', '/api/v1/links', undefined, 'fl_wrong');
  await ask('DELETE', `/api/v1/links/${names[0]}`);
  await fetch(`${rig.gatewayUrl}/${names[0]}`, { redirect: 'manual' });
  await fetch(`${rig.gatewayUrl}/${names[1]}`, { method: 'POST' });
}
