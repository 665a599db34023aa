import { Problem } from '@fleetlink/problem';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ClusterBreaker, clusterBreaker, type BreakerState } from './cluster-breaker.js';

const away = () => Promise.reject(new Problem('unavailable', 'redis/deadline', 'late', { detail: 'late' }));
const answered = () => Promise.resolve('answered');

describe('ClusterBreaker', () => {
  let states: BreakerState[];
  let breaker: ClusterBreaker;
  const run = (work: () => Promise<string>): Promise<string> =>
    breaker.run(work).catch((error: Problem) => error.code);
  const open = async () => {
    for (let count = 0; count < clusterBreaker.failuresToOpen; count += 1) {
      await run(away);
      jest.advanceTimersByTime(clusterBreaker.outageToOpenMs);
    }
  };

  beforeEach(() => {
    jest.useFakeTimers();
    states = [];
    breaker = new ClusterBreaker('cache', (state) => states.push(state));
  });
  afterEach(() => void jest.useRealTimers());

  it('opens after failures over tens of milliseconds, refuses, tries once, and closes', async () => {
    await open();
    const log = [await run(answered)];
    jest.advanceTimersByTime(clusterBreaker.halfOpenAfterMs);
    log.push(await run(away), await run(answered));
    jest.advanceTimersByTime(clusterBreaker.halfOpenAfterMs);
    log.push(await run(answered), await run(answered));
    expect(log).toEqual(['redis/unavailable', 'redis/deadline', 'redis/unavailable', 'answered', 'answered']);
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  });

  it('is not opened by one bad moment, however many it hits', async () => {
    for (let count = 0; count < 1000; count += 1) await run(away);
    expect(breaker.state).toBe('closed');
  });

  it('is not opened by few failures, however long they take', async () => {
    for (let count = 1; count < clusterBreaker.failuresToOpen; count += 1) {
      await run(away);
      jest.advanceTimersByTime(10 * clusterBreaker.outageToOpenMs);
    }
    expect(breaker.state).toBe('closed');
  });

  it('stays closed while answers come between the failures, as when one master of three is away', async () => {
    for (let round = 0; round < 100; round += 1) {
      for (let count = 0; count < 20; count += 1) await run(away);
      await run(answered);
      jest.advanceTimersByTime(clusterBreaker.outageToOpenMs / 2);
    }
    expect(states).toEqual([]);
  });

  it('is not opened by what a command itself did wrong', async () => {
    const wrong = () =>
      Promise.reject(Object.assign(new Error('WRONGTYPE'), { name: 'ReplyError', code: 'wrong' }));
    for (let count = 0; count < 10; count += 1) {
      expect(await run(wrong)).toBe('wrong');
      jest.advanceTimersByTime(clusterBreaker.outageToOpenMs);
    }
    expect(breaker.state).toBe('closed');
  });

  it('lets nobody wait for its one probe', async () => {
    await open();
    jest.advanceTimersByTime(clusterBreaker.halfOpenAfterMs);
    const probe = Promise.withResolvers<string>();
    const probing = run(() => probe.promise);
    await Promise.resolve();
    expect(breaker.state).toBe('half-open');
    expect(await run(answered)).toBe('redis/unavailable');
    probe.resolve('answered');
    expect(await probing).toBe('answered');
    expect(breaker.state).toBe('closed');
  });
});
