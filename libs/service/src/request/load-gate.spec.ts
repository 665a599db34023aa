import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@fleetlink/testing';
import type { RunningService } from '../shell/running-service.js';
import { Gate, held, logged, startTiny, tinySettings } from '../testing/tiny-service.fixture.js';
import { LOAD_SHARES, LoadGate, type Priority } from './load-gate.js';

describe('the load gate', () => {
  it('refuses what matters least first, and takes it again when there is room', () => {
    const gate = new LoadGate(20);
    const taken: Record<Priority, number> = { redirect: 0, create: 0, stats: 0, bulk: 0 };
    for (const priority of ['bulk', 'stats', 'create', 'redirect'] as const)
      while (gate.enter(priority)) taken[priority] += 1;
    expect(taken).toEqual({ bulk: 10, stats: 5, create: 3, redirect: 2 });
    expect(gate).toMatchObject({ inFlight: 20, shed: { redirect: 1, create: 1, stats: 1, bulk: 1 } });
    gate.leave();
    expect([gate.enter('create'), gate.enter('redirect')]).toEqual([false, true]);
  });

  it('takes something of every kind, however little a process may do', () => {
    for (const priority of Object.keys(LOAD_SHARES) as Priority[])
      expect(new LoadGate(1).enter(priority)).toBe(true);
  });
});

describe('a service with too much to do', () => {
  const MAX = 4;
  let service: RunningService;

  beforeAll(async () => {
    service = await startTiny({ settings: tinySettings({ REQUESTS_IN_FLIGHT_MAX: `${MAX}` }) });
  });
  afterAll(() => service.close());
  beforeEach(() => void (held.gate = new Gate()));

  const gate = () => service.app.get(LoadGate);
  const ask = (path: string, init?: RequestInit) => fetch(service.url + path, init);
  const hold = async (count: number) => {
    const before = gate().inFlight;
    const answers = Array.from({ length: count }, () => ask('/api/v1/held'));
    await waitFor(() => gate().inFlight === before + count);
    return answers;
  };

  it('refuses at once with when to come back, reads no body, and recovers', async () => {
    const answers = await hold(MAX);
    const refused = await ask('/api/v1/cups', { method: 'POST', body: 'no JSON at all' });
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('content-type')]).toEqual(
      [503, '1', 'application/problem+json'],
    );
    expect(await refused.json()).toMatchObject({ code: 'request/overloaded', instance: '/api/v1/cups' });
    held.gate.open();
    for (const answer of answers) expect((await answer).status).toBe(200);
    await waitFor(() => gate().inFlight === 0);
    expect((await ask('/api/v1/cups')).status).toBe(200);
    expect(logged.filter((line) => line.includes('request/overloaded'))).toHaveLength(1);
  });

  it('refuses bulk requests while single ones are still taken, and probes and metrics never', async () => {
    const answers = await hold(MAX / 2);
    const wide = await ask('/api/v1/wide', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '[]',
    });
    expect([wide.status, (await ask('/api/v1/cups')).status]).toEqual([503, 200]);
    answers.push(...(await hold(MAX / 2)));
    expect((await fetch(`${service.managementUrl}/livez`)).status).toBe(200);
    const metrics = await (await fetch(`${service.managementUrl}/metrics`)).text();
    expect(metrics).toContain(`fleetlink_requests_in_flight{service="tiny"} ${MAX}`);
    expect(metrics).toMatch(/fleetlink_requests_shed_total\{priority="bulk",service="tiny"\} 1/);
    held.gate.open();
    await Promise.all(answers);
  });

  it('forgets whoever hangs up', async () => {
    const leaving = new AbortController();
    const answer = ask('/api/v1/held', { signal: leaving.signal });
    await waitFor(() => gate().inFlight === 1);
    leaving.abort();
    await expect(answer).rejects.toThrow();
    await waitFor(() => gate().inFlight === 0);
    held.gate.open();
  });
});
