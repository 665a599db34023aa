/** Cuts text that arrives in pieces into its lines, whatever the pieces; blank lines are skipped. */
export async function* textLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines.filter(isFilled);
  }
  rest += decoder.decode();
  if (isFilled(rest)) yield rest;
}

/** The lines of a whole text, without their line ends. */
export function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter(isFilled);
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}
