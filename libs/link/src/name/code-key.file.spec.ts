import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findCodeKey } from './code-key.file.js';

let folder: string;

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'fleetlink-key-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('findCodeKey', () => {
  it('makes a key once, readable by its owner only, and finds it again', () => {
    const dataDir = join(folder, 'data');
    const made = findCodeKey(undefined, dataDir);
    expect(made.madeAt).toBe(join(dataDir, 'code-key'));
    expect(statSync(made.madeAt!).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['code-key']);
    expect(findCodeKey(undefined, dataDir)).toEqual({ key: made.key });
    expect(Buffer.from(made.key).toString('hex')).toBe(readFileSync(made.madeAt!, 'utf8').trim());
  });

  it('prefers the key that is given and writes nothing', () => {
    const key = new Uint8Array(16).fill(7);
    expect(findCodeKey(key, folder)).toEqual({ key });
    expect(readdirSync(folder)).toEqual([]);
  });
});
