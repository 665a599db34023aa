import { slotOf } from '@fleetlink/code';
import { z } from 'zod';
import { NAME_PATTERN } from '../name/name-pattern.js';

/** The pattern under which hints travel. */
export const CHANGES_PATTERN = 'changes';

/** Far above the longest hint, and a bound on what one message makes a reader parse. */
const HINT_CHARACTERS_MAX = 512;

/** The largest integer of Postgres. */
const VERSION_MAX = 2 ** 31 - 1;

const hintSchema = z
  .object({
    v: z.literal(1),
    name: z.string().regex(NAME_PATTERN),
    /** That the link has since. */
    version: z.int().min(1).max(VERSION_MAX),
    slot: z.int(),
    /** When it was announced, in ms since 1970 by the clock of the writer. */
    at: z.int().min(0),
  })
  .refine(({ name, slot }) => slot === slotOf(name))
  .readonly();

/** Says that a link changed a moment ago. */
export type ChangeHint = z.output<typeof hintSchema>;

export function hintText(hint: ChangeHint): string {
  return JSON.stringify(hint);
}

/**
 * Reads what `hintText` wrote; undefined for anything else. Unknown members are ignored, so that a newer writer may
 * add one without a new version.
 */
export function parseHint(text: string): ChangeHint | undefined {
  if (text.length > HINT_CHARACTERS_MAX) return undefined;
  try {
    return hintSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
