import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HistoryFile } from './history.file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleetlink-history-spec-'));
});
afterAll(async () => rm(folder, { recursive: true }));

const entry = (number: number) => ({ name: `n${number}`, href: `https://a.example/${number}?q="\n"` });

describe('HistoryFile', () => {
  it('has on the disk, in order, what was appended before a flush', async () => {
    const path = join(folder, 'one.jsonl');
    const history = await HistoryFile.create<ReturnType<typeof entry>>(path);
    for (let number = 0; number < 500; number += 1) {
      history.append(entry(number));
      if (number % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await history.flush();
    const expected = Array.from({ length: 500 }, (_, number) => entry(number));
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(expected);
    expect(await history.read()).toEqual(expected);
    await history.close();
  });

  it('never writes over a history that is there', async () => {
    const path = join(folder, 'two.jsonl');
    await (await HistoryFile.create(path)).close();
    await expect(HistoryFile.create(path)).rejects.toThrow('EEXIST');
  });
});
