import {
  BASE62_ALPHABET,
  CLOCK_LEAD_MAX_MS,
  decomposeId,
  type CodeCipher,
  type IdLayout,
} from '@fleetlink/code';
import { leafTable } from '@fleetlink/link';

/** What an id tells without a read. */
export interface IdFacts {
  /** Decimal. */
  readonly id: string;
  /** RFC 3339: when it was minted, to the layout's tick. */
  readonly time: string;
  readonly worker: number;
  readonly sequence: number;
  /** The month's table. */
  readonly leaf: string;
}

/** A text as a code: the id that it spells, or why it can only be an alias. */
export type CodeVerdict =
  ({ readonly possible: true } & IdFacts) | { readonly possible: false; readonly reason: string };

export interface CodeRules {
  readonly cipher: CodeCipher;
  readonly nowMs: number;
  /** When the fleet minted its first id, ms since 1970; its layout's epoch where nobody knows. */
  readonly firstBootMs: number;
}

export function codeVerdict(name: string, { cipher, nowMs, firstBootMs }: CodeRules): CodeVerdict {
  const { layout } = cipher;
  const id = cipher.decode(name);
  if (id === undefined) return impossible(noCodeReason(name, layout));
  const facts = idFacts(layout, id);
  const timeMs = Date.parse(facts.time);
  // The margins of the services' own check, see NameScheme and plausibleId.
  if (timeMs + layout.tickMs <= firstBootMs - CLOCK_LEAD_MAX_MS)
    return impossible(
      `its id would be of ${facts.time}, before the first boot of this fleet (${isoText(firstBootMs)})`,
    );
  if (timeMs > nowMs + CLOCK_LEAD_MAX_MS)
    return impossible(`its id would be of ${facts.time}, which is still to come`);
  return { possible: true, ...facts };
}

export function idFacts(layout: IdLayout, id: bigint): IdFacts {
  const { timeMs, worker, sequence } = decomposeId(layout, id);
  return { id: String(id), time: isoText(timeMs), worker, sequence, leaf: leafTable(timeMs) };
}

function noCodeReason(name: string, layout: IdLayout): string {
  const lengths = layout.codeShapes.map(({ highDigits, lowDigits }) => highDigits + lowDigits);
  const stranger = [...name].find((character) => !BASE62_ALPHABET.includes(character));
  if (!lengths.includes(name.length))
    return `it has ${name.length} characters; codes of the layout ${layout.name} have ${lengths.join(' or ')}`;
  if (stranger !== undefined) return `it contains ${JSON.stringify(stranger)}, which codes do not`;
  return `it spells no id of the layout ${layout.name}`;
}

function impossible(reason: string): CodeVerdict {
  return { possible: false, reason };
}

function isoText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
