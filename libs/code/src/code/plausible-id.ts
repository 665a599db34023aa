import { decomposeId } from '../id/snowflake-id.js';
import type { CodeCipher } from './code-cipher.js';

/** How far ahead of a reader's clock a minter's clock may run: far beyond what a minter is allowed. */
export const CLOCK_LEAD_MAX_MS = 5 * 60_000;

export interface MintedBetween {
  /** The reader's clock, ms since 1970. */
  readonly nowMs: number;
  /** When this deployment minted its first id, ms since 1970. */
  readonly firstBootMs: number;
}

/**
 * The id of a code if it can have been minted by now; undefined for a text that is no code, and for ids
 * from before the first boot or more than 5 minutes ahead. Spares the database a probe for guesses.
 */
export function plausibleId(
  cipher: CodeCipher,
  code: string,
  { nowMs, firstBootMs }: MintedBetween,
): bigint | undefined {
  const id = cipher.decode(code);
  if (id === undefined) return undefined;
  const { timeMs } = decomposeId(cipher.layout, id);
  // An id has its tick's time, so one minted right after the first boot may be up to a tick older.
  const tooOld = timeMs + cipher.layout.tickMs <= firstBootMs;
  return tooOld || timeMs > nowMs + CLOCK_LEAD_MAX_MS ? undefined : id;
}
