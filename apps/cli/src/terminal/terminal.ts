import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** Colours a text, or leaves it as it is where nobody would see colours. */
export type Paint = (style: Style, text: string) => string;

/** A stream to write lines to: `process.stdout`, or a stand-in for it. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Terminal {
  /** Takes the answer and nothing else, so that it can be piped. */
  readonly answer: Output;
  /** Takes the words beside the answer. */
  readonly words: Output;
  /** False where colours are unwanted everywhere (NO_COLOR, see no-color.org). */
  readonly colours: boolean;
}

export const plain: Paint = (_style, text) => text;

const colourful: Paint = (style, text) => styleText(style, text, { validateStream: false });

export function paintFor(output: Output, { colours }: Pick<Terminal, 'colours'>): Paint {
  return colours && output.isTTY ? colourful : plain;
}

/**
 * Control characters as their escapes: what others typed (a key's name, a link's address) must not be able to move
 * the cursor of the terminal that shows it.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}
