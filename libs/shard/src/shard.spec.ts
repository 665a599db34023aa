import { Problem } from '@fleetlink/problem';
import type { Database } from '@fleetlink/postgres';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Shard } from './shard.js';

const away = () => new Problem('unavailable', 'postgres/unreachable', 'away', { detail: 'away' });
const statement = { text: 'SELECT 1' };

/** A database that answers as the script says, and counts how often it is asked. */
function scripted(answer: () => Promise<unknown[]>) {
  const asked = jest.fn(answer);
  return { asked, shard: new Shard('shard-0', { query: asked } as unknown as Database) };
}

async function outcomes(shard: Shard, times: number): Promise<string[]> {
  const codes: string[] = [];
  for (let count = 0; count < times; count += 1)
    codes.push(
      await shard.query(statement, []).then(
        () => 'answered',
        (error: Problem) => error.code,
      ),
    );
  return codes;
}

describe('the breaker of a shard', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('opens after 5 failures in a row, lets one probe through a second later, and closes when it is answered', async () => {
    let isAway = true;
    const { asked, shard } = scripted(() => (isAway ? Promise.reject(away()) : Promise.resolve([])));
    const states = [shard.breakerState];
    const log = [...(await outcomes(shard, 7))];
    states.push(shard.breakerState);
    jest.advanceTimersByTime(1000);
    log.push(...(await outcomes(shard, 2)));
    states.push(shard.breakerState);
    isAway = false;
    jest.advanceTimersByTime(1000);
    log.push(...(await outcomes(shard, 2)));
    states.push(shard.breakerState);
    expect(states).toEqual(['closed', 'open', 'open', 'closed']);
    expect(log).toEqual([
      ...Array<string>(5).fill('postgres/unreachable'),
      ...Array<string>(2).fill('shard/unavailable'),
      'postgres/unreachable',
      'shard/unavailable',
      'answered',
      'answered',
    ]);
    expect(asked).toHaveBeenCalledTimes(8);
  });

  it('refuses at once while the probe is under way, however long that takes', async () => {
    let probe = Promise.withResolvers<unknown[]>();
    probe.reject(away());
    const { asked, shard } = scripted(() => probe.promise);
    await outcomes(shard, 5);
    jest.advanceTimersByTime(1000);
    probe = Promise.withResolvers<unknown[]>();
    const probing = outcomes(shard, 1);
    await Promise.resolve();
    expect(await outcomes(shard, 3)).toEqual(Array<string>(3).fill('shard/unavailable'));
    expect(asked).toHaveBeenCalledTimes(6);
    probe.resolve([]);
    expect(await probing).toEqual(['answered']);
    expect(await outcomes(shard, 1)).toEqual(['answered']);
  });

  it('is not tripped by what the statement itself did wrong, nor by failures with answers between them', async () => {
    const wrong = scripted(() => Promise.reject(Object.assign(new Error('duplicate'), { code: '23505' })));
    expect(await outcomes(wrong.shard, 8)).toEqual(Array<string>(8).fill('23505'));
    let count = 0;
    const flaky = scripted(() => ((count += 1) % 5 === 0 ? Promise.resolve([]) : Promise.reject(away())));
    expect(await outcomes(flaky.shard, 20)).not.toContain('shard/unavailable');
  });

  it('belongs to its shard alone', async () => {
    const down = scripted(() => Promise.reject(away()));
    const healthy = scripted(() => Promise.resolve([]));
    expect((await outcomes(down.shard, 6)).at(-1)).toBe('shard/unavailable');
    expect(await outcomes(healthy.shard, 3)).toEqual(['answered', 'answered', 'answered']);
  });
});
