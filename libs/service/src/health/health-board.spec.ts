import { describe, expect, it } from '@jest/globals';
import { Problem } from '@fleetlink/problem';
import { createLog } from '../log/service-log.js';
import { HealthBoard } from './health-board.js';

const lines: string[] = [];
const board = () =>
  new HealthBoard(createLog({ name: 'x', level: 'info', write: (line) => lines.push(line) }));

const downs = (health: HealthBoard) =>
  Object.fromEntries(health.readiness().map(({ name, down }) => [name, down]));

describe('HealthBoard', () => {
  it('is ready when it has started and every readiness check passes', async () => {
    const health = board();
    health.add({ name: 'cache', kind: 'readiness', check: () => {} });
    expect(downs(health)).toEqual({ service: 'starting', cache: 'not checked yet' });
    await health.start();
    health.markStarted();
    expect(downs(health)).toEqual({ service: undefined, cache: undefined });
    health.markShuttingDown();
    expect(downs(health)).toEqual({ service: 'shutting-down', cache: undefined });
    health.stop();
  });

  it('says why in words that name no host', async () => {
    const health = board();
    const problem = new Problem('unavailable', 'x/y', 'Away', { detail: 'The catalog is away.' });
    const refused = Object.assign(new Error('connect ECONNREFUSED db-7.internal:5432'), {
      code: 'ECONNREFUSED',
    });
    health.add({ name: 'catalog', kind: 'readiness', check: () => Promise.reject(problem) });
    health.add({ name: 'stats', kind: 'readiness', check: () => Promise.reject(refused) });
    health.add({
      name: 'odd',
      kind: 'readiness',
      check: () => {
        throw new TypeError('x');
      },
    });
    await health.start();
    expect(downs(health)).toMatchObject({
      catalog: 'The catalog is away.',
      stats: 'ECONNREFUSED',
      odd: 'TypeError',
    });
    await health.start();
    expect(lines.filter((line) => line.includes('db-7.internal'))).toHaveLength(1);
    health.stop();
  });

  it('bounds a check that hangs, and does not ask it again meanwhile', async () => {
    const health = board();
    let asked = 0;
    health.add({ name: 'hangs', kind: 'readiness', check: () => new Promise(() => (asked += 1)) });
    const begun = performance.now();
    await health.start();
    expect(performance.now() - begun).toBeLessThan(1_500);
    expect(downs(health)['hangs']).toBe('no answer within 1000 ms');
    await health.start();
    expect(asked).toBe(1);
    health.stop();
  });

  it('asks a startup check until it passed once, and no more', async () => {
    const health = board();
    let works = false;
    let asked = 0;
    const check = () => {
      asked += 1;
      if (!works) throw new Error('no');
    };
    health.add({ name: 'migrations', kind: 'startup', check });
    await health.start();
    health.markStarted();
    expect(health.startup()).toContainEqual({ name: 'migrations', down: 'Error' });
    works = true;
    await health.start();
    await health.start();
    expect([asked, health.startup()]).toEqual([
      2,
      [
        { name: 'service', down: undefined },
        { name: 'migrations', down: undefined },
      ],
    ]);
    health.stop();
  });
});
