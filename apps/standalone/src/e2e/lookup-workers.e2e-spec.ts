import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder, waitFor, type TemporaryFolder } from '@fleetlink/testing';
import { Client } from './client.fixture.js';
import { spawnProcess, startProcess, type ServiceProcess } from './process.fixture.js';

const LONG_MS = 180_000;
const CONNECTIONS = 16;

/** On a busy machine. */
const STARTED = { timeoutMs: 60_000 };

/** The dead worker's spool, and at the end that of all, is taken over within 15 s. */
const COUNTED = { timeoutMs: 60_000 };

let folder: TemporaryFolder;
let standalone: ServiceProcess;
let name: string;
const running: ServiceProcess[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  standalone = await startProcess({ app: 'standalone', dataDir: folder.path });
  ({ name } = await new Client(standalone.url).shorten({ url: 'https://example.com/' }));
}, LONG_MS);
afterEach(async () => {
  for (const lookup of running.splice(0)) if (lookup.child.exitCode === null) await lookup.end('SIGTERM');
}, LONG_MS);
afterAll(async () => {
  await standalone?.end('SIGTERM');
  await folder?.remove();
}, LONG_MS);

async function startLookup(environment: Record<string, string>) {
  const lookup = await startProcess({ app: 'lookup', dataDir: folder.path, environment });
  running.push(lookup);
  const text = async () => (await fetch(`${lookup.managementUrl}/metrics`)).text();
  const metric = async (series: string) =>
    Number(new RegExp(`^${series}[,{]service="lookup"\\} (\\S+)$`, 'm').exec(await text())?.[1]);
  return { ...lookup, metric };
}

/** The workers that said that they listen, in the order of their start. */
function workersOf({ output }: ServiceProcess): number[] {
  const said = output().matchAll(/"worker":(\d+),.*"msg":"listening"/g);
  return [...said].map(([, worker]) => Number(worker));
}

/** The children of a process (proc(5)). */
function pidsBelow(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Redirects one after the other on each of some connections that are kept. */
class Visitors {
  answered = 0;
  failed = 0;
  private readonly agents = Array.from(
    { length: CONNECTIONS },
    () => new Agent({ keepAlive: true, maxSockets: 1 }),
  );
  private isLeaving = false;
  private visits: Promise<unknown> | undefined;

  constructor(private readonly url: string) {}

  start(): void {
    this.visits = Promise.all(this.agents.map((agent) => this.visit(agent)));
  }

  async leave(): Promise<void> {
    this.isLeaving = true;
    await this.visits;
    for (const agent of this.agents) agent.destroy();
  }

  private async visit(agent: Agent): Promise<void> {
    while (!this.isLeaving) {
      const status = await this.ask(agent);
      if (status === 302) this.answered += 1;
      else this.failed += 1;
      await pause(5);
    }
  }

  private ask(agent: Agent): Promise<number> {
    return new Promise((resolve) => {
      const request = get(this.url, { agent }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
      // One that was dealt to a worker in the moment of its death is never answered.
      request.setTimeout(5_000, () => request.destroy());
      request.on('error', () => resolve(0));
    });
  }
}

describe('two workers on one port', () => {
  it(
    'share the redirects, replace one that is killed, lose no click on disk, and stop in order',
    async () => {
      const counted = async () =>
        (await new Client(standalone.url).get('/api/v1/stats/summary')).json<{ clicks: number }>().clicks;
      const lookup = await startLookup({ WORKERS: '2' });
      await waitFor(async () => workersOf(lookup).length === 2, STARTED);
      const before = await counted();
      const visitors = new Visitors(`${lookup.url}/${name}`);
      visitors.start();

      // each worker reads the link from its shard once, and has it in its own memory then
      await waitFor(async () => visitors.answered > 200);
      expect(await lookup.metric('fleetlink_l1_entries')).toBe(2);
      const spooled = async () =>
        (await lookup.metric('fleetlink_clicks_recorded_total')) -
        (await lookup.metric('fleetlink_clicks_buffered'));
      await waitFor(async () => (await spooled()) > 200);
      const hitsBefore = await lookup.metric('fleetlink_lookup_total\\{tier="l1"');
      const safe = visitors.answered;
      await waitFor(async () => (await spooled()) >= safe);

      const [victim] = pidsBelow(lookup.child.pid!);
      process.kill(victim!, 'SIGKILL');
      await waitFor(async () => (await lookup.metric('fleetlink_worker_restarts_total')) === 1);
      await waitFor(async () => (await lookup.metric('fleetlink_workers')) === 2);
      await waitFor(async () => workersOf(lookup).length === 3, STARTED);
      const again = visitors.answered;
      await waitFor(async () => visitors.answered > again + 200);
      await visitors.leave();

      expect(visitors.failed).toBeLessThanOrEqual(CONNECTIONS);
      // what the dead worker had counted stays in the sum
      expect(await lookup.metric('fleetlink_lookup_total\\{tier="l1"')).toBeGreaterThan(hitsBefore);
      expect((await fetch(`${lookup.managementUrl}/readyz`)).status).toBe(200);
      expect(await lookup.end('SIGTERM')).toBe(0);

      const certain = safe + (visitors.answered - again);
      await waitFor(async () => (await counted()) - before >= certain, COUNTED);
      expect((await counted()) - before).toBeLessThanOrEqual(visitors.answered + visitors.failed);
    },
    LONG_MS,
  );

  it(
    'tell a probe that none of them is left, and that they end',
    async () => {
      const lookup = await startLookup({ WORKERS: '2', DRAIN_MS: '3000' });
      const reason = async () => (await fetch(`${lookup.managementUrl}/readyz`)).text();
      await waitFor(async () => workersOf(lookup).length === 2, STARTED);
      for (const pid of pidsBelow(lookup.child.pid!)) process.kill(pid, 'SIGKILL');
      await waitFor(async () => /no worker is running|starting/.test(await reason()));
      expect((await fetch(`${lookup.managementUrl}/livez`)).status).toBe(200);
      await waitFor(async () => (await fetch(`${lookup.managementUrl}/readyz`)).ok, STARTED);
      const ended = lookup.end('SIGTERM');
      await waitFor(async () => (await reason()).includes('shutting-down'));
      expect((await new Client(lookup.url).get(`/${name}`)).status).toBe(302);
      expect(await ended).toBe(0);
    },
    LONG_MS,
  );

  it(
    'are ended by force with the second signal',
    async () => {
      const lookup = await startLookup({ WORKERS: '2', DRAIN_MS: '60000' });
      const workers = pidsBelow(lookup.child.pid!);
      void lookup.end('SIGTERM');
      await waitFor(async () => lookup.output().includes('"msg":"stopping"'));
      await pause(1_500);
      expect(await lookup.end('SIGTERM')).toBe(1);
      await waitFor(async () => workers.every((pid) => !isAlive(pid)));
    },
    LONG_MS,
  );
});

it(
  'a worker that cannot start ends the whole with exit code 1',
  async () => {
    const { output, ended } = spawnProcess('lookup', {
      DATA_DIR: folder.path,
      PORT: new URL(standalone.url).port,
      MANAGEMENT_PORT: '0',
      WORKERS: '2',
    });
    expect(await ended).toBe(1);
    expect(output()).toContain('EADDRINUSE');
  },
  LONG_MS,
);

it(
  'a standalone says that it is one process',
  async () => {
    const { output, ended } = spawnProcess('standalone', { DATA_DIR: folder.path, WORKERS: '2' });
    expect(await ended).toBe(1);
    expect(output()).toContain('WORKERS: a standalone is one process');
  },
  LONG_MS,
);
