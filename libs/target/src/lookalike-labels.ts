import { domainToUnicode } from 'node:url';

/**
 * Alphabets whose letters pass for one another. A label keeps to one of these families or it is mixed; the first is
 * the "highly restrictive" level of UTS 39, section 5.2 (Latin may stand beside Chinese, Japanese and Korean), and
 * the last holds every script that shares no shapes with the three Latin-like ones.
 */
const SCRIPT_FAMILIES: readonly RegExp[] = [
  /^[\p{scx=Latin}\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Bopomofo}\p{scx=Hangul}]*$/u,
  /^\p{scx=Cyrillic}*$/u,
  /^\p{scx=Greek}*$/u,
  /^[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]*$/u,
];

/** Cyrillic and Greek letters that most fonts draw like a Latin one; whole words of them read as other words. */
const LATIN_LOOKALIKES: readonly RegExp[] = [/^[авеһіјкӏмнорсԁԛѕтухԝьпгѵ]+$/u, /^[αγηικνορτυχω]+$/u];

/** In a canonical host nothing else stands for a letter outside of ASCII. */
const PUNYCODE_PREFIX = 'xn--';

/**
 * Whether a label of the host imitates Latin: it mixes alphabets (`pаypal` with a Cyrillic а), or it is spelled with
 * lookalikes alone under an ASCII top label, where a reader expects Latin.
 */
export function hasLookalikeLabel(host: string): boolean {
  if (!host.includes(PUNYCODE_PREFIX)) return false;
  const labels = domainToUnicode(host).split('.').map(lettersOf);
  const isTopLabelAscii = isAscii(labels.at(-1) ?? '');
  return labels
    .filter((letters) => !isAscii(letters))
    .some((letters) => isMixed(letters) || (isTopLabelAscii && isAllLookalike(letters)));
}

/** Digits, hyphens and combining marks belong to every script. */
function lettersOf(label: string): string {
  return label.replace(/\P{L}/gu, '');
}

function isAscii(text: string): boolean {
  return !/[^\p{ASCII}]/u.test(text);
}

function isMixed(letters: string): boolean {
  return !SCRIPT_FAMILIES.some((family) => family.test(letters));
}

function isAllLookalike(letters: string): boolean {
  return LATIN_LOOKALIKES.some((lookalikes) => lookalikes.test(letters));
}
