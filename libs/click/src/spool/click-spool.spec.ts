import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ClickSpool } from './click-spool.js';
import { thisProcess, type SpoolOwner } from './spool-owner.js';

const limits = { spoolBytesMax: 1_000_000, spoolSegmentBytesMax: 100_000, spoolSyncMs: 20 };

/** A process of this machine that has ended: no process has such a number. */
const dead = (pid = 2 ** 30): SpoolOwner => ({ ...thisProcess(), pid });

describe('the spool', () => {
  let root: string;
  const open: ClickSpool[] = [];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'spool-'));
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((spool) => spool.close()));
    rmSync(root, { recursive: true });
  });

  async function started(settings: Partial<typeof limits> = {}, owner?: SpoolOwner): Promise<ClickSpool> {
    const spool = new ClickSpool({ root, settings: { ...limits, ...settings }, ...(owner && { owner }) });
    await spool.start();
    open.push(spool);
    return spool;
  }

  async function write(spool: ClickSpool, ...texts: string[]): Promise<boolean[]> {
    const taken: boolean[] = [];
    for (const text of texts) taken.push(await spool.append(text, 1));
    return taken;
  }

  async function readAll(spool: ClickSpool, release = true): Promise<string[]> {
    const texts: string[] = [];
    for (let batch = await spool.next(); batch !== undefined; batch = await spool.next()) {
      texts.push(batch.envelope);
      if (release) await spool.release(batch);
    }
    return texts;
  }

  function files(): string[] {
    return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.seg'));
  }

  it('hands batches out in the order they came, each once', async () => {
    const spool = await started();
    await write(spool, 'one', 'two', 'three');
    expect(spool.waiting).toBe(3);
    expect(await readAll(spool)).toEqual(['one', 'two', 'three']);
    await write(spool, 'four');
    expect(await readAll(spool)).toEqual(['four']);
    expect(spool.waiting).toBe(0);
  });

  it('leaves nothing behind when all is safe', async () => {
    const spool = await started();
    await write(spool, 'one');
    await readAll(spool);
    await spool.close();
    expect(readdirSync(root)).toEqual([]);
  });

  it('gives what a killed process left to the next one, which claims it by one rename', async () => {
    const killed = await started({}, dead());
    await write(killed, 'one', 'two');
    const first = await killed.next();
    expect(first?.envelope).toBe('one');
    const next = await started();
    // Not released, so sent again: stats knows the batch id.
    expect(await readAll(next)).toEqual(['one', 'two']);
    expect(next.counters.batchesReplayed).toBe(2);
    expect(files()).toEqual([]);
  });

  it('leaves the folders of living processes and foreign files alone', async () => {
    const other = await started();
    await write(other, 'theirs');
    writeFileSync(join(root, 'README'), 'not ours');
    const spool = await started();
    expect(await readAll(spool)).toEqual([]);
    expect(await readAll(other)).toEqual(['theirs']);
    expect(existsSync(join(root, 'README'))).toBe(true);
  });

  it('gives a dead folder to exactly one of many', async () => {
    const killed = await started({}, dead());
    await write(killed, 'one', 'two', 'three');
    const spools = await Promise.all(Array.from({ length: 6 }, () => started()));
    const read = await Promise.all(spools.map((spool) => readAll(spool)));
    expect(read.flat()).toEqual(['one', 'two', 'three']);
  });

  it('adopts from another machine only after a minute of silence', async () => {
    const away = await started({}, { ...dead(), machine: 'abc' });
    await write(away, 'one');
    const spool = await started();
    expect(await readAll(spool)).toEqual([]);
    const past = new Date(Date.now() - 61_000);
    utimesSync(join(root, away.source), past, past);
    let adopted = 0;
    spool.onAdopted = () => (adopted += 1);
    await spool.adopt();
    expect(adopted).toBe(1);
    expect(await readAll(spool)).toEqual(['one']);
  });

  it('ignores and counts a torn tail, at whatever byte', async () => {
    const size = 8 + 'three'.length;
    for (let torn = 1; torn <= size; torn += 1) {
      const killed = await started({}, dead(2 ** 30 + torn));
      await write(killed, 'one', 'two', 'three');
      const path = join(root, killed.source, '00000001.seg');
      truncateSync(path, statSync(path).size - torn);
      const next = await started();
      expect(await readAll(next)).toEqual(['one', 'two']);
      expect(next.counters.tornTails).toBe(torn === size ? 0 : 1);
      expect(next.counters.tornBytes).toBe(size - torn);
    }
  });

  it('goes over to a new file at its size and deletes files that are safe', async () => {
    const spool = await started({ spoolSegmentBytesMax: 25 });
    await write(spool, 'aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc', 'dddddddddd');
    expect(files()).toHaveLength(2);
    const batches = [await spool.next(), await spool.next(), await spool.next()];
    await spool.release(batches[0]!);
    await spool.release(batches[2]!);
    expect(files()).toHaveLength(2);
    await spool.release(batches[1]!);
    expect(files()).toHaveLength(1);
    expect(await readAll(spool)).toEqual(['dddddddddd']);
  });

  it('drops and counts what would make it larger than allowed, and goes on when there is room', async () => {
    const spool = await started({ spoolBytesMax: 60, spoolSegmentBytesMax: 20 });
    expect(await write(spool, 'x'.repeat(20), 'y'.repeat(20), 'z')).toEqual([true, true, false]);
    expect(await spool.append('z'.repeat(50), 7)).toBe(false);
    expect(spool.counters.droppedSpoolFull).toBe(8);
    expect(spool.bytes).toBeLessThanOrEqual(60);
    await readAll(spool);
    expect(await write(spool, 'z')).toEqual([true]);
  });

  it('counts a disk that refuses, and never throws at the recorder', async () => {
    const spool = await started();
    rmSync(join(root, spool.source), { recursive: true });
    expect(await write(spool, 'lost')).toEqual([false]);
    expect(spool.counters.droppedSpoolFailed).toBe(1);
  });

  it('keeps what is unsent at close for the next start', async () => {
    const spool = await started({}, dead());
    await write(spool, 'one', 'two');
    await spool.release((await spool.next())!);
    await spool.close();
    expect(await readAll(await started())).toEqual(['one', 'two']);
  });
});
