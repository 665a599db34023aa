/** Longer than any line: nginx takes 64 KB of head, and escaping makes at most six bytes of one. */
export const CUT_BYTES_MAX = 2 ** 20;

const NEWLINE = 0x0a;

/**
 * How many of the bytes make the next batch: whole lines, at most `linesMax`. What does not end is cut off as it is
 * where nothing will follow, or where it is too long for a line.
 */
export function cutLength(bytes: Buffer, linesMax: number, isComplete: boolean): number {
  let end = 0;
  for (let lines = 0; lines < linesMax; lines += 1) {
    const newline = bytes.indexOf(NEWLINE, end);
    if (newline < 0) break;
    end = newline + 1;
  }
  if (end > 0) return end;
  return isComplete || bytes.length === CUT_BYTES_MAX ? bytes.length : 0;
}

/** As node:http reads header fields, so that an agent is the same one here and in lookup. */
export function linesIn(cut: Buffer): string[] {
  return cut.toString('latin1').replace(/\n$/, '').split('\n');
}
