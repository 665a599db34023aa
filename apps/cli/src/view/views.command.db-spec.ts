import { ClickPartitions, TallyStore } from '@fleetlink/click';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordedCall } from '../testing/recorded-call.js';
import { TestFleet } from '../testing/test-fleet.js';

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.make();
  await fleet.call(['migrate']);
});
afterAll(() => fleet.remove());

describe('views', () => {
  it('top lists what was counted once the view is refreshed, with its age', async () => {
    const at = Date.now();
    const stats = fleet.database('stats');
    const counting = new TallyStore(stats, { isBot: () => false }, new ClickPartitions(stats));
    const event = {
      tenantId: 'shop',
      visitor: null,
      country: 'DE',
      referrerHost: 'direct',
      language: 'none',
      agent: '',
    };
    const events = ['7', '8', '7'].map((linkId, index) => ({
      ...event,
      clickId: `${index}`,
      linkId,
      name: `name-${linkId}`,
      at,
    }));
    await counting.apply([{ v: 1, source: 'test', seq: 1, batchId: 'views', cutAt: at, events }]);

    const { exitCode, document } = await fleet.call(['views', 'refresh']);
    expect({ exitCode, document }).toMatchObject({ exitCode: 0, document: { state: 'refreshed', rows: 2 } });

    const top = await fleet.call(['views', 'top', '--tenant', 'shop', '--limit', '1']);
    expect(top).toMatchObject({
      exitCode: 0,
      document: {
        links: [{ tenantId: 'shop', linkId: '7', name: 'name-7', dayClicks: 2, weekClicks: 2, clicks: 2 }],
        ageSeconds: expect.any(Number),
      },
    });
    const { stdout, stderr } = await recordedCall(['views', 'top'], fleet.environment);
    expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['tenant', 'name', 'link', '24 hours', '7 days', 'ever'],
      ['shop', 'name-7', '7', '2', '2', '2'],
      ['shop', 'name-8', '8', '1', '1', '1'],
      [''],
    ]);
    expect(stderr).toMatch(/^The list is \d+ seconds? old\.\n$/);
  });

  it('refresh gives way to another process, which is no failure', async () => {
    await fleet.database('stats').transaction(async (session) => {
      await session.query({ text: 'SELECT pg_advisory_xact_lock(7150702)' });
      const { exitCode, stdout } = await recordedCall(['views', 'refresh'], fleet.environment);
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'another process is refreshing it\n' });
    });
  });

  it('top refuses a limit that the view cannot fill', async () => {
    const { exitCode, document } = await fleet.call(['views', 'top', '--limit', '101']);
    expect(exitCode).toBe(2);
    expect(document).toMatchObject({ error: { message: expect.stringContaining('from 1 to 100') } });
  });
});
