export {
  compactLayout,
  idsPerSecond,
  layoutNamed,
  layoutNames,
  maxIdOf,
  sequenceCountOf,
  standardLayout,
  workerCountOf,
  type CodeShape,
  type IdLayout,
} from './id/id-layout.js';
export { composeId, decomposeId, firstIdAt, MAX_ID, parseId, type IdParts } from './id/snowflake-id.js';
export { ClockBackError, MintBoundError } from './id/mint.errors.js';
export {
  CLOCK_BACK_WAIT_MAX_MS,
  SnowflakeGenerator,
  type SnowflakeOptions,
  type Take,
} from './id/snowflake-generator.js';
export { BASE62_ALPHABET, base62Digits, base62Value } from './code/base62.js';
export { CodeCipher, type CodeCipherOptions } from './code/code-cipher.js';
export { CodeKeyError, codeKeyFingerprint, generateCodeKey, parseCodeKey } from './code/code-key.js';
export { CLOCK_LEAD_MAX_MS, plausibleId, type MintedBetween } from './code/plausible-id.js';
export { isRude, isRudeWord } from './code/rude-words.js';
export {
  hash64Hex,
  sipHash24,
  sipHash24After,
  sipHash24BigInt,
  sipHash24Hex,
  sipPrefix,
  type Hash64,
  type SipPrefix,
} from './hash/siphash.js';
export { SLOT_COUNT, slotOf } from './hash/slot.js';
