import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EdgeLog } from './edge-log.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edge-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the log of the edge', () => {
  it('is what its folder holds, whatever was removed since it was listed', async () => {
    await writeFile(join(folder, '17953736.log'), 'line\n');
    // listed, and not there any more when it is looked at
    await symlink(join(folder, 'gone'), join(folder, '17953735.log'));
    expect(await new EdgeLog(folder).files()).toEqual([{ name: '17953736.log', bytes: 5, isComplete: true }]);
  });
});
