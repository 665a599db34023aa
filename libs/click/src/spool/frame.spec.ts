import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FRAME_HEAD_BYTES, FrameBuffer, payloadAt, wholeFrames } from './frame.js';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

const buffer = new FrameBuffer();
const frameOf = (one: string): Buffer => Buffer.from(buffer.frame(one));

describe('frames', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        const file = Buffer.concat(texts.map(frameOf));
        const { count, end } = wholeFrames(file);
        expect([count, end]).toEqual([texts.length, file.length]);
        let offset = 0;
        for (const one of texts) {
          const read = payloadAt(file, offset)!;
          expect(read.toString()).toBe(one);
          offset += FRAME_HEAD_BYTES + read.length;
        }
      }),
    );
  });

  it('before a torn tail are all kept, wherever the file was torn', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        const frames = texts.map(frameOf);
        const file = Buffer.concat(frames);
        for (let cut = 0; cut <= file.length; cut += 1) {
          let whole = 0;
          let end = 0;
          while (whole < frames.length && end + frames[whole]!.length <= cut) {
            end += frames[whole]!.length;
            whole += 1;
          }
          expect(wholeFrames(file.subarray(0, cut))).toEqual({ count: whole, end });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are refused when any byte was changed', () => {
    const frame = frameOf('{"v":1}');
    for (let index = 0; index < frame.length; index += 1) {
      const damaged = Buffer.from(frame);
      damaged[index]! ^= 0x10;
      expect(payloadAt(damaged, 0)).toBeUndefined();
    }
  });

  it('are not seen in zeros, which a power cut may leave behind', () => {
    expect(wholeFrames(Buffer.concat([frameOf('x'), Buffer.alloc(100)]))).toEqual({
      count: 1,
      end: FRAME_HEAD_BYTES + 1,
    });
  });
});
