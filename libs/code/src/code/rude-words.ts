import { defaultOptions } from 'sqids';

/** The word list that ships with sqids: lower case, several languages, with spellings such as `a55`. */
const rudeWords: ReadonlySet<string> = defaultOptions.blocklist;

const SYMBOLS = 36;
const NO_SYMBOL = -1;
const WORD_ENDS = -1;
const NO_CHILD = 0;

/** 0-9 and letters of either case by ASCII code, as digits of base 36: that folds the case. */
const symbolOf = new Int8Array(128).map((_, at) => symbolFor(String.fromCharCode(at)));

/** The listed words as a trie: `trie[node * SYMBOLS + symbol]` is a child node, NO_CHILD or WORD_ENDS. */
const trie = buildTrie(rudeWords);

/**
 * True if a listed word stands anywhere in the code, whatever its case. Stricter than sqids, which lets
 * 3-letter words and words with digits pass in the middle.
 */
export function isRude(code: string): boolean {
  for (let start = 0; start < code.length; start += 1) if (wordStartsAt(code, start)) return true;
  return false;
}

/** True if the whole word is a listed one, whatever its case. */
export function isRudeWord(word: string): boolean {
  return rudeWords.has(word.toLowerCase());
}

function wordStartsAt(code: string, start: number): boolean {
  let node = 0;
  for (let at = start; at < code.length; at += 1) {
    const symbol = symbolOf[code.charCodeAt(at)] ?? NO_SYMBOL;
    if (symbol === NO_SYMBOL) return false;
    const child = trie[node * SYMBOLS + symbol]!;
    if (child === WORD_ENDS) return true;
    if (child === NO_CHILD) return false;
    node = child;
  }
  return false;
}

function buildTrie(words: ReadonlySet<string>): Int16Array {
  const letterCount = [...words].reduce((sum, word) => sum + word.length, 0);
  const table = new Int16Array((letterCount + 1) * SYMBOLS);
  let nodeCount = 1;
  for (const word of words) {
    let node = 0;
    for (const character of word.slice(0, -1)) {
      const at = node * SYMBOLS + symbolFor(character);
      if (table[at] === NO_CHILD) table[at] = nodeCount++;
      node = table[at]!;
      // A shorter listed word ends here already; what follows it cannot matter.
      if (node === WORD_ENDS) break;
    }
    if (node !== WORD_ENDS) table[node * SYMBOLS + symbolFor(word.at(-1)!)] = WORD_ENDS;
  }
  return table;
}

function symbolFor(character: string): number {
  const symbol = Number.parseInt(character, SYMBOLS);
  return Number.isNaN(symbol) ? NO_SYMBOL : symbol;
}
