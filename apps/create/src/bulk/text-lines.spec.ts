import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { textLines, type TextLine } from './text-lines.js';

async function all(stream: PassThrough, silenceMsMax = 5000): Promise<TextLine[]> {
  const lines: TextLine[] = [];
  for await (const line of textLines(stream, { bytesMax: 5, silenceMsMax })) lines.push(line);
  return lines;
}

describe('the lines of a stream', () => {
  it('are whole however they arrive; long ones are dropped, blank ones skipped', async () => {
    const stream = new PassThrough();
    for (const piece of ['on', 'e\ntwo\n', '\r\n \n', 'much too long', ' indeed\n', 'last'])
      stream.write(piece);
    stream.end();
    expect(await all(stream)).toEqual([
      { text: 'one' },
      { text: 'two' },
      { tooLong: true },
      { text: 'last' },
    ]);
  });

  it('end with the news that nothing came for too long, on a stream that stays open', async () => {
    const stream = new PassThrough();
    stream.write('one\nha');
    expect(await all(stream, 20)).toEqual([{ text: 'one' }, { silent: true }]);
    expect(stream.destroyed).toBe(false);
  });

  it('fail with their stream', async () => {
    const stream = new PassThrough();
    stream.write('one\n');
    setImmediate(() => stream.destroy(new Error('cut off')));
    await expect(all(stream)).rejects.toThrow('cut off');
  });
});
