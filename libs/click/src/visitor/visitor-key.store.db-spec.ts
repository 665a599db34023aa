import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DAY_MS } from '../event/time.js';
import { ownDatabase, type OwnDatabase } from '../testing/click-databases.fixture.js';
import { VisitorKeyStore } from './visitor-key.store.js';

describe('VisitorKeyStore', () => {
  let own: OwnDatabase;
  beforeAll(async () => {
    own = await ownDatabase('catalog');
  });
  afterAll(() => own.drop());

  it('gives all processes the same key of a day, however many ask first', async () => {
    const days = ['2026-11-22', '2026-11-23'];
    const stores = Array.from({ length: 6 }, () => new VisitorKeyStore(own.another()));
    const answers = await Promise.all(
      stores.map((store, index) => store.keysOf(index % 2 ? days : [...days].reverse())),
    );
    for (const keys of answers) {
      expect([...keys.keys()].sort()).toEqual(days);
      expect(keys.get('2026-11-22')).toEqual(answers[0]!.get('2026-11-22'));
    }
    expect(answers[0]!.get('2026-11-22')).toHaveLength(16);
    expect(answers[0]!.get('2026-11-22')).not.toEqual(answers[0]!.get('2026-11-23'));
  });

  it('deletes keys 48 hours after their day began, not before', async () => {
    const store = new VisitorKeyStore(own.database);
    await store.keysOf(['2026-12-01', '2026-12-02', '2026-12-03']);
    await store.deleteOld(Date.UTC(2026, 11, 1) - 1 + 2 * DAY_MS);
    const count = async () =>
      (
        await own.database.query<{ day: string }>({
          text: "SELECT day::text FROM visitor_key WHERE day >= '2026-12-01' ORDER BY 1",
        })
      ).map(({ day }) => day);
    expect(await count()).toEqual(['2026-12-01', '2026-12-02', '2026-12-03']);
    expect(await store.deleteOld(Date.UTC(2026, 11, 1) + 2 * DAY_MS)).toBe(1);
    expect(await count()).toEqual(['2026-12-02', '2026-12-03']);
  });
});
