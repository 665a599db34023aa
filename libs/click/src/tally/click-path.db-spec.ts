import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@fleetlink/testing';
import { ClickAnswers } from '../answer/click-answers.store.js';
import { busOver } from '../bus/client-bus.js';
import { MemoryBusClient } from '../bus/memory-bus.client.js';
import { MemoryBus } from '../bus/memory-bus.js';
import { MemoryBusServer } from '../bus/memory-bus.server.js';
import { CLICKS_PATTERN, type ClickEnvelope } from '../event/click-envelope.js';
import { HOUR_MS } from '../event/time.js';
import { ClickDescriber } from '../record/click-describer.js';
import { ClickRecorder } from '../record/click-recorder.js';
import { ClickSpool } from '../spool/click-spool.js';
import { thisProcess } from '../spool/spool-owner.js';
import { defaultSettings, ownDatabase, type OwnDatabase } from '../testing/click-databases.fixture.js';
import { clickFacts } from '../testing/click.factory.js';
import { ClickPartitions } from './click-partitions.js';
import { DeadBatchStore } from './dead-batch.store.js';
import { TallyStore } from './tally.store.js';

const settings = { ...defaultSettings, batchEventsMax: 20, batchMs: 10, drainMs: 500 };

describe('the way of a click', () => {
  let own: OwnDatabase;
  let root: string;
  beforeAll(async () => {
    own = await ownDatabase('stats');
    root = mkdtempSync(join(tmpdir(), 'click-path-'));
  });
  afterAll(async () => {
    await own.drop();
    rmSync(root, { recursive: true });
  });

  /** Recorder, spool, bus and tally of one process, without Nest around them. */
  async function started(
    pid: number,
    apply: (store: TallyStore, group: ClickEnvelope[]) => Promise<unknown>,
  ) {
    const stats = own.another();
    const store = new TallyStore(stats, { isBot: () => false }, new ClickPartitions(stats));
    const bus = new MemoryBus(settings);
    const server = new MemoryBusServer({ bus, deadLetters: new DeadBatchStore(stats, settings), settings });
    server.addHandler(
      CLICKS_PATTERN,
      async (group: ClickEnvelope[]) => void (await apply(store, group)),
      true,
    );
    server.listen((error) => expect(error).toBeUndefined());
    const describer = new ClickDescriber({ country: () => 'DE' }, { visitor: () => null }, settings);
    const spool = new ClickSpool({ root, settings, owner: { ...thisProcess(), pid } });
    const recorder = new ClickRecorder({
      describer,
      spool,
      bus: busOver(new MemoryBusClient(bus)),
      settings,
    });
    await recorder.start();
    return { recorder, server };
  }

  it('ends in the counts exactly once, although a process dies between commit and acknowledgement', async () => {
    let commits = 0;
    const died = Promise.withResolvers<never>();
    const dying = await started(2 ** 30, async (store, group) => {
      await store.apply(group);
      commits += 1;
      // From the second commit on the process is as good as dead: nobody hears that it counted.
      if (commits > 1) await died.promise;
    });
    for (let index = 0; index < 300; index += 1) {
      dying.recorder.record(clickFacts({ linkId: 7n }));
      if (index % 50 === 49) await sleep(5);
    }
    await dying.recorder.flush();
    await waitFor(() => commits > 1);

    const living = await started(process.pid, (store, group) => store.apply(group));
    await living.recorder.close();
    await living.server.close();
    expect(living.recorder.counters.batchesReplayed).toBeGreaterThan(0);
    const answers = new ClickAnswers(own.database, settings);
    expect(await answers.totals(['7'])).toEqual(new Map([['7', 300]]));
    const question = { linkId: '7', from: Date.now() - HOUR_MS, to: Date.now() + HOUR_MS, timeZone: 'UTC' };
    const stats = await answers.linkStats({ ...question, bucket: 'minute' });
    expect([stats.clicks, stats.countries]).toEqual([300, [{ value: 'DE', clicks: 300 }]]);

    died.reject(Object.assign(new Error('gone'), { code: '57P01' }));
    await dying.recorder.close();
    await dying.server.close();
  });
});
