import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linesOf, textLines } from './text-lines.ts';

async function cut(pieces: readonly Uint8Array[]): Promise<string[]> {
  async function* stream() {
    yield* pieces;
  }
  const lines: string[] = [];
  for await (const line of textLines(stream())) lines.push(line);
  return lines;
}

describe('textLines', () => {
  it('gives the same lines however the bytes arrive', async () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => JSON.stringify({ text }));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        );
        expect(await cut(pieces)).toEqual(lines);
      }),
    );
  });

  it('takes a last line without its end and skips blank ones', async () => {
    expect(await cut([Buffer.from('{"a":1}\n\n  \n{"b"'), Buffer.from(':2}')])).toEqual([
      '{"a":1}',
      '{"b":2}',
    ]);
    expect(await cut([])).toEqual([]);
  });
});

describe('linesOf', () => {
  it('knows both kinds of line end and keeps what else is in a line', () => {
    expect(linesOf('https://a.example/ \r\n\r\n\nhttps://b.example/x y\n')).toEqual([
      'https://a.example/ ',
      'https://b.example/x y',
    ]);
  });
});
