import type { Readable } from 'node:stream';

/** A line of an NDJSON body, or the news that it was longer than allowed. */
export type TextLine = { readonly text: string } | { readonly tooLong: true };

const NEWLINE = 0x0a;

/** Cuts a stream into lines of at most `bytesMax`; a longer one is dropped while it arrives. Blank lines are skipped. */
export async function* textLines(stream: Readable, bytesMax: number): AsyncGenerator<TextLine> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
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

function finished(parts: readonly Buffer[], bytes: number, bytesMax: number): TextLine | undefined {
  if (bytes > bytesMax) return { tooLong: true };
  const text = Buffer.concat(parts).toString('utf8').trim();
  return text === '' ? undefined : { text };
}
