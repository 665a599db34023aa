import { slotOf } from '@fleetlink/code';
import { describe, expect, it } from '@jest/globals';
import { hintText, parseHint, type ChangeHint } from './change-hint.event.js';

const hint: ChangeHint = { v: 1, name: 'abc', version: 2, slot: slotOf('abc'), at: 1 };
const text = (fields: object) => JSON.stringify({ ...hint, ...fields });

describe('a hint', () => {
  it('is read as it was written, whatever a newer writer adds', () => {
    expect(parseHint(hintText(hint))).toEqual(hint);
    expect(parseHint(text({ reason: 'edit' }))).toEqual(hint);
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['no object', '[]'],
    ['null', 'null'],
    ['another version', text({ v: 2 })],
    ['a name that none can have', text({ name: 'a b', slot: slotOf('a b') })],
    ['a name too long', text({ name: 'a'.repeat(65), slot: slotOf('a'.repeat(65)) })],
    ['the slot of another name', text({ slot: hint.slot + 1 })],
    ['version 0', text({ version: 0 })],
    ['a version beyond all', text({ version: 2 ** 31 })],
    ['half a version', text({ version: 1.5 })],
    ['a version in words', text({ version: '2' })],
    ['no time', text({ at: undefined })],
    ['too much of it', text({ padding: 'x'.repeat(512) })],
  ])('is not read from %s', (_what, bad) => {
    expect(parseHint(bad)).toBeUndefined();
  });
});
