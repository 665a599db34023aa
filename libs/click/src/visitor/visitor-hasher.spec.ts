import { afterEach, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../event/time.js';
import { networkOf } from '../event/network.js';
import { VisitorHasher } from './visitor-hasher.js';
import { VisitorKeys } from './visitor-keys.js';

const noon = Date.UTC(2026, 10, 22, 12);

class FakeStore {
  asked: string[][] = [];
  away = false;

  async keysOf(days: readonly string[]): Promise<Map<string, Uint8Array>> {
    if (this.away) throw new Error('away');
    this.asked.push([...days]);
    return new Map(
      days.map((day) => [day, Uint8Array.from({ length: 16 }, (_, at) => day.charCodeAt(at % 10))]),
    );
  }
}

describe('visitors', () => {
  const store = new FakeStore();
  let now = noon;
  const keys = new VisitorKeys(store, () => now);
  const hasher = new VisitorHasher(keys);
  afterEach(() => keys.stop());

  it('have no mark before the key of the day is there, and none without an address', async () => {
    expect(hasher.visitor(networkOf('192.0.2.1'), 'a', noon)).toBeNull();
    await keys.refresh();
    expect(store.asked).toEqual([['2026-11-22', '2026-11-23']]);
    expect(hasher.visitor(networkOf('192.0.2.1'), 'a', noon)).toMatch(/^[0-9a-f]{16}$/);
    expect(hasher.visitor(networkOf('unix socket'), 'a', noon)).toBeNull();
  });

  it('are one per network and agent', () => {
    const mark = (address: string, agent: string) => hasher.visitor(networkOf(address), agent, noon);
    expect(mark('192.0.2.1', 'a')).toBe(mark('192.0.2.254', 'a'));
    expect(mark('192.0.2.1', 'a')).toBe(mark('::ffff:192.0.2.9', 'a'));
    expect(mark('2001:db8:1:2::3', 'a')).toBe(mark('2001:db8:1:ffff::', 'a'));
    const different = [
      mark('192.0.2.1', 'a'),
      mark('192.0.3.1', 'a'),
      mark('192.0.2.1', 'b'),
      mark('2001:db8::', 'a'),
      mark('192.0.2.1', ''),
      mark('192.0.2.1', 'a'.repeat(8)),
      mark('192.0.2.1', 'a'.repeat(9)),
    ];
    expect(new Set(different).size).toBe(7);
  });

  it('cannot be followed into the next day', async () => {
    const today = hasher.visitor(networkOf('192.0.2.1'), 'a', noon);
    now = noon + DAY_MS;
    await keys.refresh();
    expect(hasher.visitor(networkOf('192.0.2.1'), 'a', now)).not.toBe(today);
    expect(hasher.visitor(networkOf('192.0.2.1'), 'a', noon)).toBeNull();
  });

  it('get tomorrow’s key an hour ahead, made a day ahead, and ask only when one is missing', async () => {
    const asked = store.asked.length;
    await keys.refresh();
    expect(store.asked).toHaveLength(asked);
    now = Date.UTC(2026, 10, 23, 22, 59);
    await keys.refresh();
    expect(keys.keyAt(Date.UTC(2026, 10, 24))).toBeUndefined();
    now = Date.UTC(2026, 10, 23, 23, 1);
    await keys.refresh();
    expect(store.asked.at(-1)).toEqual(['2026-11-23', '2026-11-24']);
    expect(keys.keyAt(Date.UTC(2026, 10, 24))).toBeDefined();
    expect(keys.keyAt(now)).toBeDefined();
  });

  it('do without while the catalog is away', async () => {
    now += 5 * DAY_MS;
    store.away = true;
    await keys.start();
    expect(hasher.visitor(networkOf('192.0.2.1'), 'a', now)).toBeNull();
  });
});
