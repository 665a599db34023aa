import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { commaList, json, oneOf, wholeNumber } from './kinds.js';
import { readSettings, setting, SettingsError } from './settings.js';

const topic = {
  sizeMax: setting('SIZE_MAX', 'how many', wholeNumber(1, 10, 4)),
  mode: setting('MODE', 'how', oneOf(['fast', 'slow'], 'fast'), { refusedInProduction: ['slow'] }),
  key: setting('KEY', 'secret', z.string().length(4, { error: 'must have 4 characters' }).optional(), {
    secret: true,
    requiredInProduction: true,
  }),
  list: setting('LIST', 'some', commaList()),
  shape: setting('SHAPE', 'json', json(z.object({ a: z.number() })).optional()),
};

describe('readSettings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads text into typed, frozen values and fills defaults', () => {
    const { it: values } = readSettings({ it: topic }, { SIZE_MAX: '7', LIST: ' a, b,,', SHAPE: '{"a":1}' });
    expect(values).toEqual({ sizeMax: 7, mode: 'fast', key: undefined, list: ['a', 'b'], shape: { a: 1 } });
    expect(Object.isFrozen(values)).toBe(true);
  });

  it('reports every fault at once, by name and never by value', () => {
    const read = () =>
      readSettings({ it: topic }, { SIZE_MAX: '99', MODE: 'odd', KEY: 'hunter2', SHAPE: '{' });
    expect(read).toThrow(SettingsError);
    expect(read).toThrow(
      /SIZE_MAX: must be at most 10[^]*MODE: must be one of[^]*KEY: must have 4[^]*SHAPE: must be JSON/,
    );
    expect(read).not.toThrow(/hunter2/);
  });

  it('takes a secret from the file that NAME_FILE names', () => {
    writeFileSync(join(folder, 'key'), 'abcd\n');
    expect(readSettings({ it: topic }, { KEY_FILE: join(folder, 'key') }).it.key).toBe('abcd');
    expect(() => readSettings({ it: topic }, { KEY_FILE: join(folder, 'none') })).toThrow(
      /KEY_FILE: cannot be read/,
    );
  });

  it('refuses missing secrets and unsafe values in production only', () => {
    expect(() => readSettings({ it: topic }, { NODE_ENV: 'production', MODE: 'slow' })).toThrow(
      /MODE: this value is refused[^]*KEY: is required/,
    );
    expect(readSettings({ it: topic }, { MODE: 'slow' }).it.mode).toBe('slow');
  });

  it('treats an empty variable as unset', () => {
    expect(readSettings({ it: topic }, { SIZE_MAX: '' }).it.sizeMax).toBe(4);
  });
});
