import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FRAME_HEAD_BYTES, frameOf, payloadAt, wholeFrames } from './frame.js';

const payload = fc.uint8Array({ minLength: 1, maxLength: 60 });

describe('frames', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(payload), (payloads) => {
        const file = Buffer.concat(payloads.map(frameOf));
        const { count, end } = wholeFrames(file);
        expect([count, end]).toEqual([payloads.length, file.length]);
        let offset = 0;
        for (const one of payloads) {
          const read = payloadAt(file, offset)!;
          expect(read.equals(one)).toBe(true);
          offset += FRAME_HEAD_BYTES + read.length;
        }
      }),
    );
  });

  it('before a torn tail are all kept, wherever the file was torn', () => {
    fc.assert(
      fc.property(fc.array(payload, { minLength: 1, maxLength: 4 }), (payloads) => {
        const frames = payloads.map(frameOf);
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
    const frame = frameOf(Buffer.from('{"v":1}'));
    for (let index = 0; index < frame.length; index += 1) {
      const damaged = Buffer.from(frame);
      damaged[index]! ^= 0x10;
      expect(payloadAt(damaged, 0)).toBeUndefined();
    }
  });

  it('are not seen in zeros, which a power cut may leave behind', () => {
    expect(wholeFrames(Buffer.concat([frameOf(Buffer.from('x')), Buffer.alloc(100)]))).toEqual({
      count: 1,
      end: FRAME_HEAD_BYTES + 1,
    });
  });
});
