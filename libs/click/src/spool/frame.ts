import { crc32 } from 'node:zlib';

/** Before each payload: its length and its CRC-32, both unsigned, big-endian, 4 bytes. */
export const FRAME_HEAD_BYTES = 8;

/** No payload is longer: a larger length is damage. */
export const FRAME_PAYLOAD_BYTES_MAX = 48 * 2 ** 20;

/**
 * Frames one text after the other in the same bytes. A new buffer for each is memory outside of V8's heap, which makes
 * it mark the whole heap every two seconds of full load; redirects waited 18 ms for that.
 */
export class FrameBuffer {
  private bytes = Buffer.alloc(0);

  /** @returns a view, good until the next call. */
  frame(text: string): Buffer {
    const length = Buffer.byteLength(text);
    const frame = this.room(FRAME_HEAD_BYTES + length);
    frame.write(text, FRAME_HEAD_BYTES);
    frame.writeUInt32BE(length, 0);
    frame.writeUInt32BE(crc32(frame.subarray(FRAME_HEAD_BYTES)), 4);
    return frame;
  }

  private room(length: number): Buffer {
    if (this.bytes.length < length) this.bytes = Buffer.allocUnsafeSlow(2 * length);
    return this.bytes.subarray(0, length);
  }
}

/**
 * The payload of the frame at `offset`; undefined when the bytes end before it does or are not what was written.
 * An empty payload is damage too, as a disk that lost power often leaves zeros.
 */
export function payloadAt(bytes: Buffer, offset: number): Buffer | undefined {
  if (bytes.length - offset < FRAME_HEAD_BYTES) return undefined;
  const length = bytes.readUInt32BE(offset);
  const start = offset + FRAME_HEAD_BYTES;
  if (length === 0 || length > FRAME_PAYLOAD_BYTES_MAX || length > bytes.length - start) return undefined;
  const payload = bytes.subarray(start, start + length);
  return crc32(payload) === bytes.readUInt32BE(offset + 4) ? payload : undefined;
}

/** How many whole frames stand at the beginning, and where they end. */
export function wholeFrames(bytes: Buffer): { readonly count: number; readonly end: number } {
  let count = 0;
  let end = 0;
  for (let payload = payloadAt(bytes, 0); payload !== undefined; payload = payloadAt(bytes, end)) {
    count += 1;
    end += FRAME_HEAD_BYTES + payload.length;
  }
  return { count, end };
}
