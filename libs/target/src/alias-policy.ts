import { defaultOptions } from 'sqids';
import { ALIAS_LENGTH_MAX, ALIAS_LENGTH_MIN } from './target.settings.js';

const LENGTHS = `${ALIAS_LENGTH_MIN} to ${ALIAS_LENGTH_MAX}` as const;

/**
 * Every reason to refuse an alias, with the sentence shown to the caller. As with URLs the sentences quote nothing
 * from the input. The API sends `alias/<reason>`.
 */
export const ALIAS_REASONS = {
  empty: `The alias is empty; leave the field out to have a code generated, or send ${LENGTHS} characters.`,
  length: `An alias has ${LENGTHS} characters; choose a longer or shorter one.`,
  control: 'The alias contains a control character such as a tab, a line break or NUL; remove it.',
  'non-ascii':
    'The alias contains a character outside ASCII, which may look like another; use 0-9, A-Z, a-z, - and _ only.',
  charset: 'The alias contains a character that is not allowed; use 0-9, A-Z, a-z, - and _ only.',
  reserved:
    'The alias is reserved for this service, as is every alias that starts with _; choose another one.',
  rude: 'The alias contains a word that this service does not print in its links; choose another one.',
} as const;

export type AliasReason = keyof typeof ALIAS_REASONS;

/** Allowed, or refused with a stable reason and a sentence safe to show. */
export type AliasVerdict =
  { readonly ok: true } | { readonly ok: false; readonly reason: AliasReason; readonly message: string };

export interface AliasPolicySettings {
  /** Refuse listed words as a whole alias or as a part between `-` and `_`; on unless switched off. */
  readonly refuseRudeWords?: boolean;
}

type AliasRule = readonly [reason: AliasReason, isBroken: (alias: string) => boolean];

/** First rule first; length leads, so that the others never read a long text. */
const RULES: readonly AliasRule[] = [
  ['empty', (alias) => alias === ''],
  ['length', (alias) => alias.length < ALIAS_LENGTH_MIN || alias.length > ALIAS_LENGTH_MAX],
  // eslint-disable-next-line no-control-regex -- control characters are what this rule is about
  ['control', (alias) => /[\u0000-\u001f\u007f]/.test(alias)],
  ['non-ascii', (alias) => /[^\p{ASCII}]/u.test(alias)],
  ['charset', (alias) => /[^0-9A-Za-z_-]/.test(alias)],
  ['reserved', isReserved],
];

/**
 * First path segments that the product answers itself or that its dashboard will need. Names with a dot, such as
 * robots.txt, are missing because no alias can be spelled like them.
 */
const RESERVED_WORDS: ReadonlySet<string> = new Set([
  'admin',
  'api',
  'assets',
  'auth',
  'dashboard',
  'health',
  'healthz',
  'livez',
  'login',
  'logout',
  'metrics',
  'readyz',
  'signup',
  'startupz',
  'static',
]);

/** The list that also keeps generated codes clean. Whole words only: `scunthorpe` is a town. */
const RUDE_WORDS: ReadonlySet<string> = defaultOptions.blocklist;

/** Decides which names a caller may choose for a link. Pure: whether a name is still free is another question. */
export class AliasPolicy {
  private readonly rules: readonly AliasRule[];

  constructor({ refuseRudeWords = true }: AliasPolicySettings = {}) {
    this.rules = refuseRudeWords ? [...RULES, ['rude', isRude]] : RULES;
  }

  /** Judges one alias; never throws. An allowed alias is stored and looked up exactly as written, case included. */
  judge(alias: string): AliasVerdict {
    const reason = this.rules.find(([, isBroken]) => isBroken(alias))?.[0];
    return reason ? { ok: false, reason, message: ALIAS_REASONS[reason] } : { ok: true };
  }
}

/** A leading `_` marks what the service serves itself; case is folded because people mistake `API` for `api`. */
function isReserved(alias: string): boolean {
  return alias.startsWith('_') || RESERVED_WORDS.has(alias.toLowerCase());
}

function isRude(alias: string): boolean {
  return alias
    .toLowerCase()
    .split(/[-_]/)
    .some((part) => RUDE_WORDS.has(part));
}
