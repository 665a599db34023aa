import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HistoryFile, historyOf, namesGivenTwice } from './history.file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetlink-demo-spec-'));
});
afterAll(async () => rm(folder, { recursive: true }));

const link = (number: number) => ({ name: `n${number}`, href: `https://a.example/${number}?q="\n"` });

describe('HistoryFile', () => {
  it('has on the disk, in order, what was appended before a flush', async () => {
    const path = join(folder, 'one.jsonl');
    const history = await HistoryFile.create(path);
    for (let number = 0; number < 500; number += 1) {
      history.append(link(number));
      if (number % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await history.flush();
    const expected = Array.from({ length: 500 }, (_, number) => link(number));
    expect(historyOf(await readFile(path, 'utf8'))).toEqual(expected);
    expect(await history.read()).toEqual(expected);
    await history.close();
  });

  it('never writes over a history that is there', async () => {
    const path = join(folder, 'two.jsonl');
    await (await HistoryFile.create(path)).close();
    await expect(HistoryFile.create(path)).rejects.toThrow('EEXIST');
  });
});

describe('namesGivenTwice', () => {
  it('names each offender once', () => {
    expect(namesGivenTwice([link(1), link(2), link(1), link(1), link(3)])).toEqual(['n1']);
    expect(namesGivenTwice([link(1), link(2)])).toEqual([]);
  });
});
