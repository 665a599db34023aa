import { once } from 'node:events';
import { get, request, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { freePortBase } from './control/free-port-base.ts';
import { whyNoRig } from './program/programs.ts';
import { startRig, type Rig } from './rig-fleet.ts';

jest.setTimeout(120_000);

const NEEDS = { isEmbedded: false, hasNginx: true, hasPgbouncer: false };
const reason = await whyNoRig(NEEDS);
const whereItCanRun = reason === undefined ? describe : describe.skip;

/** REDIRECT_DEADLINE_MS, and what a busy machine may add to it. */
const DEADLINE_MS = 800;
const SLACK_MS = 700;

/** Links that nobody has followed, of each shard, for every round of questions. */
const ROUND = 40;
const FAULTS = ['half-open', 'byte-per-second', 'reset'] as const;

interface Answered {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly tookMs: number;
}

whereItCanRun(reason === undefined ? 'requests' : `requests (skipped: ${reason})`, () => {
  let rig: Rig;
  let lookup: string;
  let management: string;
  const fresh = { 'shard-0': [] as string[], 'shard-1': [] as string[] };

  beforeAll(async () => {
    const shape = { shards: 2, replicas: 0, lookups: 1, proxied: ['shard-0', 'redis-cache'] };
    rig = await startRig({ ...shape, portBase: await freePortBase(shape), isBuilt: true });
    const node = rig.site.ofKind('service').find(({ app }) => app === 'lookup')!;
    lookup = `http://127.0.0.1:${node.port}`;
    management = `http://127.0.0.1:${node.managementPort}`;
    for (const name of await madeLinks(1000)) fresh[shardOf(name)].push(name);
  });
  afterAll(() => rig?.down());
  beforeEach(async () => {
    await rig.fault('shard-0', 'off');
    await rig.fault('redis-cache', 'off');
    await until(async () => (await follow(['unknown-name']))[0]!.status === 404);
  });

  async function madeLinks(count: number): Promise<string[]> {
    const answer = await fetch(`${rig.gatewayUrl}/api/v1/links/bulk`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${rig.apiKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(
        Array.from({ length: count }, (_, index) => ({ url: `https://example.com/${index}` })),
      ),
    });
    return ((await answer.json()) as { link: { name: string } }[]).map(({ link }) => link.name);
  }

  /** Two shards have half of the slots each. */
  function shardOf(name: string): 'shard-0' | 'shard-1' {
    let crc = 0;
    for (const byte of Buffer.from(name)) {
      crc ^= byte << 8;
      for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
    }
    return (crc & 0x3fff) < 8192 ? 'shard-0' : 'shard-1';
  }

  const follow = (names: readonly string[]): Promise<Answered[]> =>
    Promise.all(
      names.map(async (name) => {
        const askedMs = performance.now();
        // A connection each, which ends with its answer: those that stay are the service's own.
        const [answer] = (await once(get(`${lookup}/${name}`, { agent: false }), 'response')) as [
          IncomingMessage,
        ];
        const tookMs = performance.now() - askedMs;
        answer.resume();
        await once(answer, 'close');
        return { status: answer.statusCode!, retryAfter: answer.headers['retry-after'] ?? null, tookMs };
      }),
    );

  async function until(isTrue: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
    for (const giveUpAt = Date.now() + withinMs; !(await isTrue()); await sleep(100))
      if (Date.now() > giveUpAt) throw new Error(`not true in time: ${String(isTrue)}`);
  }

  const probe = async (path: string) => (await fetch(`${management}/${path}`)).status;
  const metric = async (name: string) => {
    const text = await (await fetch(`${management}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:\\{.*\\})? (\\d+)`, 'm').exec(text)?.[1]);
  };
  const statuses = (answers: readonly Answered[]) => [...new Set(answers.map(({ status }) => status))];
  const slowest = (answers: readonly Answered[]) => Math.max(...answers.map(({ tookMs }) => tookMs));

  it.each(FAULTS)(
    'for names of a shard with the fault %s are answered in time, as not available and never as absent; others are served',
    async (fault) => {
      const before = await metric('process_open_fds');
      await rig.fault('shard-0', fault);
      for (let round = 0; round < 4; round += 1) {
        const unknown = Array.from({ length: ROUND }, (_, index) => `${fault}-${round}-${index}`);
        const [cut, healthy] = await Promise.all([
          follow([
            ...fresh['shard-0'].slice(0, ROUND),
            ...unknown.filter((name) => shardOf(name) === 'shard-0'),
          ]),
          follow(fresh['shard-1'].splice(0, ROUND / 4)),
        ]);
        expect(statuses(cut)).toEqual([503]);
        expect(cut.every(({ retryAfter }) => Number(retryAfter) >= 1)).toBe(true);
        expect(slowest(cut)).toBeLessThan(DEADLINE_MS + SLACK_MS);
        expect(statuses(healthy)).toEqual([302]);
        await sleep(300);
      }
      expect([await probe('livez'), await probe('readyz')]).toEqual([200, 200]);
      await rig.fault('shard-0', 'off');
      await until(async () => statuses(await follow(fresh['shard-0'].slice(0, 5))).join() === '302');
      fresh['shard-0'].splice(0, 5);
      await until(async () => (await metric('process_open_fds')) <= before + 20);
      await until(async () => (await metric('fleetlink_requests_in_flight')) === 0);
    },
  );

  it('do not keep a client waiting that writes a whole list through the gateway before it reads an answer', async () => {
    const LINES = 6000;
    const path = 'x'.repeat(1900);
    const asked = request(`${rig.gatewayUrl}/api/v1/links/bulk`, {
      method: 'POST',
      agent: false,
      headers: { Authorization: `Bearer ${rig.apiKey}`, 'Content-Type': 'application/x-ndjson' },
    });
    const answering = once(asked, 'response') as Promise<[IncomingMessage]>;
    for (let line = 0; line < LINES; line += 1)
      if (!asked.write(`{"url":"https://example.com/${line}/${path}"}\n`)) await once(asked, 'drain');
    asked.end();
    await once(asked, 'finish');
    const [answer] = await answering;
    let text = '';
    for await (const chunk of answer.setEncoding('utf8')) text += chunk;
    const results = text.trimEnd().split('\n');
    expect(results).toHaveLength(LINES);
    const strange = results.filter((result, index) => !result.startsWith(`{"index":${index},"status":201`));
    expect(strange.slice(0, 3)).toEqual([]);
  });

  it.each(FAULTS)(
    'for names are served from the shards while the cache cluster has the fault %s',
    async (fault) => {
      await rig.fault('redis-cache', fault);
      for (let round = 0; round < 3; round += 1) {
        const answers = await follow(fresh['shard-1'].splice(0, ROUND / 2));
        expect(statuses(answers)).toEqual([302]);
        expect(slowest(answers)).toBeLessThan(DEADLINE_MS + SLACK_MS);
      }
      expect([await probe('livez'), await probe('readyz'), await probe('admin/system-health')]).toEqual([
        200, 200, 200,
      ]);
    },
  );
});
