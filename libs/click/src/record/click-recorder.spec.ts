import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseEnvelope, type ClickEnvelope } from '../event/click-envelope.js';
import { ClickSpool } from '../spool/click-spool.js';
import { thisProcess } from '../spool/spool-owner.js';
import { clickFacts } from '../testing/click.factory.js';
import { ClickDescriber } from './click-describer.js';
import { ClickRecorder, type RecorderParts } from './click-recorder.js';
import type { ClickBus } from './spool-sender.js';

const settings = {
  bufferEventsMax: 1000,
  batchEventsMax: 200,
  batchMs: 20,
  sendsInFlightMax: 4,
  drainMs: 1000,
  spoolBytesMax: 10_000_000,
  spoolSegmentBytesMax: 1_000_000,
  spoolSyncMs: 20,
};

const describer = new ClickDescriber(
  { country: () => 'DE' },
  { visitor: () => '00112233aabbccdd' },
  { agentCharactersMax: 64 },
);

class RecordingBus implements ClickBus {
  readonly envelopes: ClickEnvelope[] = [];
  away = false;
  inFlight = 0;
  inFlightMost = 0;

  async send(envelope: string): Promise<void> {
    this.inFlight += 1;
    this.inFlightMost = Math.max(this.inFlightMost, this.inFlight);
    await sleep(2);
    this.inFlight -= 1;
    if (this.away) throw new Error('away');
    this.envelopes.push(parseEnvelope(envelope) as ClickEnvelope);
  }

  get names(): string[] {
    return this.envelopes.flatMap(({ events }) => events.map(({ name }) => name));
  }
}

describe('the recorder', () => {
  let root: string;
  const recorders: ClickRecorder[] = [];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'recorder-'));
  });
  afterEach(async () => {
    await Promise.all(recorders.splice(0).map((recorder) => recorder.close()));
    rmSync(root, { recursive: true });
  });

  async function started(parts: Partial<RecorderParts> & { pid?: number }): Promise<ClickRecorder> {
    const owner = { ...thisProcess(), pid: parts.pid ?? process.pid };
    const spool = new ClickSpool({ root, settings: { ...settings, ...parts.settings }, owner });
    const recorder = new ClickRecorder({
      describer,
      bus: null,
      ...parts,
      spool,
      settings: { ...settings, ...parts.settings },
    });
    await recorder.start();
    recorders.push(recorder);
    return recorder;
  }

  it('sends every click once, in order, in envelopes that count up', async () => {
    const bus = new RecordingBus();
    const recorder = await started({ bus, settings: { ...settings, sendsInFlightMax: 1 } });
    for (let index = 0; index < 900; index += 1) recorder.record(clickFacts({ name: `n${index}` }));
    await recorder.close();
    expect(bus.names).toEqual(Array.from({ length: 900 }, (_, index) => `n${index}`));
    expect(bus.envelopes.map(({ seq }) => seq)).toEqual(bus.envelopes.map((_, index) => index + 1));
    expect(Math.max(...bus.envelopes.map(({ events }) => events.length))).toBe(200);
    const clickIds = bus.envelopes.flatMap(({ events }) => events.map(({ clickId }) => clickId));
    expect(new Set(clickIds).size).toBe(900);
    expect(recorder.counters).toMatchObject({ recorded: 900, batchesSent: bus.envelopes.length });
  });

  it('cuts a batch after its time although it is not full', async () => {
    const bus = new RecordingBus();
    const recorder = await started({ bus });
    recorder.record(clickFacts());
    await sleep(150);
    expect(bus.envelopes).toHaveLength(1);
    expect(recorder.gauges()).toEqual({
      buffered: 0,
      spooledBytes: expect.any(Number),
      spooledBytesMax: settings.spoolBytesMax,
      batchesWaiting: 0,
    });
  });

  it('drops and counts what the buffer does not hold, without waiting or throwing', async () => {
    const recorder = await started({ settings: { ...settings, bufferEventsMax: 250 } });
    for (let index = 0; index < 400; index += 1) recorder.record(clickFacts());
    expect(recorder.counters).toMatchObject({ recorded: 250, droppedBufferFull: 150 });
    await recorder.flush();
    recorder.record(clickFacts());
    expect(recorder.counters.recorded).toBe(251);
  });

  it('tells nothing of the full address', async () => {
    const bus = new RecordingBus();
    const recorder = await started({ bus });
    recorder.record(clickFacts({ address: '198.51.100.77', agent: 'x'.repeat(100), languages: undefined }));
    recorder.record(
      clickFacts({ country: 'US', at: 1_331_923_247_000, replayed: true, referrer: undefined }),
    );
    await recorder.close();
    const text = JSON.stringify(bus.envelopes);
    expect(text).not.toContain('198.51.100');
    expect(bus.envelopes[0]?.events).toEqual([
      expect.objectContaining({
        linkId: '42',
        visitor: '00112233aabbccdd',
        country: 'DE',
        referrerHost: 'example.org',
        language: 'none',
        agent: 'x'.repeat(64),
      }),
      expect.objectContaining({
        at: 1_331_923_247_000,
        visitor: null,
        country: 'US',
        referrerHost: 'direct',
        replayed: true,
      }),
    ]);
  });

  it('keeps clicks in the spool while the bus is away, a bounded number in flight, and sends them when it is back', async () => {
    const bus = new RecordingBus();
    bus.away = true;
    const recorder = await started({ bus, settings: { ...settings, batchEventsMax: 10 } });
    for (let index = 0; index < 100; index += 1) recorder.record(clickFacts());
    await sleep(200);
    expect(recorder.gauges().batchesWaiting).toBe(10);
    expect(bus.inFlightMost).toBeLessThanOrEqual(4);
    expect(recorder.counters.sendFailures).toBeGreaterThan(4);
    bus.away = false;
    await recorder.close();
    expect(bus.names).toHaveLength(100);
    expect(new Set(bus.envelopes.map(({ batchId }) => batchId)).size).toBe(10);
  });

  it('leaves what the bus did not take in time to the next process, under the same batch ids', async () => {
    const away = new RecordingBus();
    away.away = true;
    const first = await started({ bus: away, pid: 2 ** 30, settings: { ...settings, drainMs: 30 } });
    first.record(clickFacts({ name: 'left' }));
    await first.close();
    const bus = new RecordingBus();
    const second = await started({ bus });
    await second.close();
    expect(bus.names).toEqual(['left']);
    expect(second.counters.batchesReplayed).toBe(1);
  });

  it('without a bus keeps clicks in the bounded spool', async () => {
    const recorder = await started({
      pid: 2 ** 30,
      settings: { ...settings, spoolBytesMax: 50_000 } as never,
    });
    for (let index = 0; index < 1000; index += 1) recorder.record(clickFacts());
    await recorder.close();
    expect(recorder.counters.droppedSpoolFull).toBeGreaterThan(0);
    const kept = 1000 - recorder.counters.droppedSpoolFull;
    const bus = new RecordingBus();
    await (await started({ bus })).close();
    expect(bus.names).toHaveLength(kept);
  });

  it('drops a click that cannot be described, and neither its batch nor those that follow', async () => {
    const bus = new RecordingBus();
    const fragile = {
      describe(facts: ReturnType<typeof clickFacts>) {
        if (facts.name === 'odd') throw new Error('a fault of ours');
        return describer.describe(facts);
      },
    };
    const recorder = await started({ bus, describer: fragile });
    for (const name of ['one', 'odd', 'two']) recorder.record(clickFacts({ name }));
    await recorder.flush();
    recorder.record(clickFacts({ name: 'odd' }));
    await recorder.flush();
    recorder.record(clickFacts({ name: 'three' }));
    await recorder.close();
    expect(bus.names).toEqual(['one', 'two', 'three']);
    expect(recorder.counters.droppedUndescribed).toBe(2);
  });
});
