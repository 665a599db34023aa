import type { Readable } from 'node:stream';
import { comeWithin } from './come-within.js';

/** A line of an NDJSON body, the news that it was longer than allowed, or at the end that no more came in time. */
export type TextLine = { readonly text: string } | { readonly tooLong: true } | { readonly silent: true };

export interface LineLimits {
  /** A longer line is dropped while it arrives. */
  readonly bytesMax: number;
  /** A client that sends nothing for so long is not waited for. */
  readonly silenceMsMax: number;
}

const NEWLINE = 0x0a;

/** Cuts a stream into lines. Blank ones are skipped. */
export async function* textLines(
  stream: Readable,
  { bytesMax, silenceMsMax }: LineLimits,
): AsyncGenerator<TextLine> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(stream, silenceMsMax)) {
    if (chunk === SILENT) return yield { silent: true };
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const line = finished([...parts, chunk.subarray(start, end)], bytes + end - start, bytesMax);
      if (line) yield line;
      [parts, bytes, start] = [[], 0, end + 1];
    }
    const rest = chunk.subarray(start);
    bytes += rest.length;
    if (bytes <= bytesMax) parts.push(rest);
    else parts = [];
  }
  const last = finished(parts, bytes, bytesMax);
  if (last) yield last;
}

const SILENT = Symbol('silent');

/** The time that a chunk is worked on does not count. A stream that fell silent stays open for its answer. */
async function* chunksOf(stream: Readable, silenceMsMax: number): AsyncGenerator<Buffer | typeof SILENT> {
  const chunks = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  for (;;) {
    const next = chunks.next();
    const came = await comeWithin(next, silenceMsMax);
    if (!came) {
      next.catch(() => {});
      return yield SILENT;
    }
    if (came.done) return;
    yield came.value;
  }
}

function finished(parts: readonly Buffer[], bytes: number, bytesMax: number): TextLine | undefined {
  if (bytes > bytesMax) return { tooLong: true };
  const text = Buffer.concat(parts).toString('utf8').trim();
  return text === '' ? undefined : { text };
}
