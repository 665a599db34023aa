import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseEnvelope, type ClickEnvelope } from '../event/click-envelope.js';
import { ClickDescriber } from '../record/click-describer.js';
import { EdgeBookmarkFile } from './edge-bookmark.file.js';
import { edgeField } from './edge-field.js';
import { EdgeLog } from './edge-log.js';
import { EdgeShipper } from './edge-shipper.js';

const NOW_MS = 1_795_375_593_874;
const settings = { logBytesMax: 1_000_000, pollMs: 5, batchEventsMax: 10, drainMs: 1000 };
const describer = new ClickDescriber(
  { country: () => 'DE' },
  { visitor: () => '00112233aabbccdd' },
  { agentCharactersMax: 64 },
);

/** Takes batches, and counts each id once, as stats does. */
class CountingBus {
  readonly taken: ClickEnvelope[] = [];
  mood: 'well' | 'away' | 'silent' = 'well';

  async send(text: string): Promise<void> {
    if (this.mood === 'away') throw new Error('away');
    this.taken.push(parseEnvelope(text) as ClickEnvelope);
    // it has the batch, and whoever sent it will not hear of that
    if (this.mood === 'silent') await new Promise(() => {});
  }

  get names(): string[] {
    const batches = new Map(this.taken.map((envelope) => [envelope.batchId, envelope]));
    return [...batches.values()].flatMap(({ events }) => events.map(({ name }) => name));
  }
}

describe('the edge shipper', () => {
  let folder: string;
  let bus: CountingBus;
  let nowMs: number;
  const shippers: EdgeShipper[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'edge-'));
    bus = new CountingBus();
    nowMs = NOW_MS;
  });
  afterEach(async () => {
    await Promise.all(shippers.splice(0).map((shipper) => shipper.close()));
    rmSync(folder, { recursive: true });
  });

  async function started(own: Partial<typeof settings> = {}): Promise<EdgeShipper> {
    const shipper = new EdgeShipper({
      log: new EdgeLog(folder, () => nowMs),
      bookmarks: new EdgeBookmarkFile(folder),
      describer,
      bus,
      settings: { ...settings, ...own },
    });
    await shipper.start();
    shippers.push(shipper);
    return shipper;
  }

  /** As a process that is killed: it says and does nothing more. */
  async function killed(shipper: EdgeShipper): Promise<void> {
    shippers.splice(shippers.indexOf(shipper), 1);
    const taken = bus.taken.length;
    bus.mood = 'silent';
    await until(() => bus.taken.length > taken);
    bus.mood = 'well';
  }

  const fileOf = (ms: number) => join(folder, `${Math.floor(ms / 100_000)}.log`);
  const log = (names: readonly string[], atMs = nowMs) =>
    appendFileSync(fileOf(atMs), names.map((name) => `${lineOf(name, atMs)}\n`).join(''));

  it('ships every hit once, in batches of a bounded size', async () => {
    const names = namesOf(95);
    log(names.slice(0, 50));
    const shipper = await started();
    await until(() => bus.names.length === 50);
    log(names.slice(50));
    await until(() => bus.names.length === 95);
    expect(bus.names).toEqual(names);
    expect(Math.max(...bus.taken.map(({ events }) => events.length))).toBeLessThanOrEqual(10);
    expect(bus.taken[0]!.events[0]).toMatchObject({ linkId: '1', tenantId: 't', at: NOW_MS, country: 'DE' });
    expect(await shipper.bytesWaiting()).toBe(0);
  });

  it('sends again what was under way when it was killed, under the same id and nothing else with it', async () => {
    const names = namesOf(60);
    for (let round = 0; round < 6; round += 1) {
      const shipper = await started();
      log(names.slice(round * 10, round * 10 + 7));
      await killed(shipper);
      log(names.slice(round * 10 + 7, round * 10 + 10));
    }
    const last = await started();
    await until(() => bus.names.length === names.length);
    await last.close();
    expect(bus.names.toSorted()).toEqual(names.toSorted());
    expect(bus.taken.length).toBeGreaterThan(new Set(bus.taken.map(({ batchId }) => batchId)).size);
  });

  it('waits for the end of a line', async () => {
    const line = `${lineOf('whole', nowMs)}\n`;
    appendFileSync(fileOf(nowMs), line.slice(0, 40));
    const shipper = await started();
    await sleep(50);
    expect(bus.taken).toEqual([]);
    appendFileSync(fileOf(nowMs), line.slice(40));
    await until(() => bus.names.length === 1);
    expect([bus.names, shipper.counters.badLines]).toEqual([['whole'], 0]);
  });

  it('passes over what is no hit, and counts it', async () => {
    log(['before']);
    appendFileSync(fileOf(nowMs), 'nonsense\n{"link":"x y z"}\n\n');
    log(['after']);
    const shipper = await started();
    await until(() => bus.names.length === 2);
    expect(shipper.counters).toMatchObject({ clicks: 2, badLines: 3 });
  });

  it('ships late lines too, and removes a file when nobody writes to it any more', async () => {
    log(['first']);
    const shipper = await started();
    await until(() => bus.names.length === 1);
    const firstMs = nowMs;
    nowMs += 50_000;
    log(['second']);
    log(['late'], firstMs);
    await until(() => bus.names.length === 3);
    expect(existsSync(fileOf(firstMs))).toBe(true);
    nowMs = firstMs + 260_000;
    await until(() => !existsSync(fileOf(firstMs)));
    expect([shipper.counters.clicks, shipper.counters.passFailures]).toEqual([3, 0]);
  });

  it('keeps hits while the bus is away, and over a shutdown', async () => {
    bus.mood = 'away';
    log(namesOf(30));
    const shipper = await started({ drainMs: 50 });
    await until(() => shipper.counters.sendFailures > 0);
    await shipper.close();
    expect(bus.names).toEqual([]);
    bus.mood = 'well';
    await started();
    await until(() => bus.names.length === 30);
  });

  it('ships what is there before it ends', async () => {
    const shipper = await started({ pollMs: 60_000 });
    log(namesOf(30));
    await shipper.close();
    expect(bus.names).toHaveLength(30);
  });

  it('makes room by dropping the oldest hits that nobody holds, and counts them', async () => {
    bus.mood = 'away';
    for (let file = 0; file < 4; file += 1) log(namesOf(20), NOW_MS - file * 1_000_000);
    const shipper = await started({ logBytesMax: 6_000 });
    await until(() => shipper.counters.droppedBytes > 0);
    const left = readdirSync(folder).filter((name) => name.endsWith('.log'));
    expect(left).toContain(`${Math.floor(NOW_MS / 100_000)}.log`);
    expect(await shipper.bytesWaiting()).toBeLessThanOrEqual(6_000);
  });

  it('does not begin anew where its bookmark cannot be understood', async () => {
    appendFileSync(join(folder, 'counted.json'), '{"source":1}');
    await expect(started()).rejects.toThrow();
  });
});

function lineOf(name: string, atMs: number): string {
  return JSON.stringify({
    link: edgeField({ id: '1', tenantId: 't', name }),
    at: atMs / 1000,
    network: '192.0.2.0',
    agent: 'a',
    referrer: '',
    languages: 'de',
  });
}

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `name-${index}`);
}

async function until(isSo: () => boolean): Promise<void> {
  for (const giveUpAt = Date.now() + 20_000; !isSo(); await sleep(5))
    if (Date.now() > giveUpAt) throw new Error('it never came');
}
