import 'reflect-metadata';
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Module, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Drain } from './drain.js';
import type { RunningService } from './running-service.js';
import { Gate, held, startTiny, TinyModule, tinySettings } from '../testing/tiny-service.fixture.js';

const steps: string[] = [];

@Injectable()
class Witness implements OnModuleDestroy, OnApplicationShutdown {
  constructor(private readonly drain: Drain) {
    drain.whenClosing(() => void steps.push('closing'));
  }

  async onModuleDestroy(): Promise<void> {
    // Leaves a client the time to see its connection end.
    await pause(30);
    steps.push(`hook with ${this.drain.left()['requests'] ?? 0} in flight`);
  }

  onApplicationShutdown(): void {
    steps.push('end');
  }
}

@Module({ imports: [TinyModule], providers: [Witness] })
class WitnessModule {}

const status = async (url: string) => (await fetch(url)).status;

/** One GET over a connection that stays open. */
function getOver(agent: Agent, url: string): Promise<{ body: string; connection: string | undefined }> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ body, connection: response.headers.connection }));
    }).on('error', reject);
  });
}

async function listenerGone({ url }: RunningService): Promise<void> {
  const isRefused = (error: { code?: string }) => error.code === 'ECONNREFUSED';
  while (!(await getOver(new Agent(), `${url}/name`).then(() => false, isRefused))) await pause(20);
}

describe('closing a service', () => {
  let service: RunningService;

  beforeEach(() => {
    steps.length = 0;
    held.gate = new Gate();
  });

  it('turns readiness off first, answers what is in flight, then runs the hooks', async () => {
    service = await startTiny({ module: WitnessModule, settings: tinySettings({ DRAIN_MS: '600' }) });
    const agent = new Agent({ keepAlive: true });
    const answer = getOver(agent, `${service.url}/api/v1/held`).then((got) => {
      steps.push(`answer ${got.body}`);
      return got;
    });
    await held.gate.entered;

    const closing = service.close();
    const ready = await fetch(`${service.managementUrl}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ error: { service: { reason: 'shutting-down' } } });
    expect(await status(`${service.managementUrl}/livez`)).toBe(200);
    expect(await status(`${service.url}/name`)).toBe(200);

    await listenerGone(service);
    await pause(700);
    expect(steps).toEqual(['closing']);
    held.gate.open();
    expect((await answer).connection).toBe('close');
    await closing;
    expect(steps).toEqual(['closing', 'answer done', 'hook with 0 in flight', 'end']);
    agent.destroy();
  });

  it('lets an idle connection bring one more request and closes it with the answer', async () => {
    service = await startTiny({ settings: tinySettings({ DRAIN_MS: '1000' }) });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await getOver(agent, `${service.url}/one`)).connection).toBe('keep-alive');
    const closing = service.close();
    await listenerGone(service);
    expect(await getOver(agent, `${service.url}/two`)).toEqual({ body: 'two', connection: 'close' });
    await closing;
    agent.destroy();
  });

  it('is quick where nothing is to be waited for, and happens once', async () => {
    service = await startTiny({ module: WitnessModule });
    const agent = new Agent({ keepAlive: true });
    agent.on('free', (socket) => socket.once('close', () => steps.push('idle connection ends')));
    await getOver(agent, `${service.url}/one`);
    const begun = performance.now();
    await Promise.all([service.close(), service.close()]);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(steps).toEqual(['closing', 'idle connection ends', 'hook with 0 in flight', 'end']);
    agent.destroy();
  });
});
