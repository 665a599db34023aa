import type { RedisKeyClass } from './key-class.js';

/**
 * A jittered time lies between this share less and the whole of what its class says, never above it. Values written
 * at one moment are then read anew at no more than 1.5 times the mean rate: (1 - j / 2) / j with j = 0.5.
 */
export const TTL_JITTER_PERCENT = 50;

const MS_PER_SECOND = 1000;

/** Whole milliseconds, for PX; the clock starts when the value is written. */
export interface KeyTtl {
  readonly freshMs: number;
  readonly keptMs: number;
}

/** The times of one value. Jitter applies to what has it read anew: freshness where the class knows it, else its end. */
export function ttlOf({ name, ttl }: RedisKeyClass, random: () => number = Math.random): KeyTtl {
  if (!ttl) throw new Error(`Keys of the class ${name} do not lapse by time.`);
  const share = ttl.isJittered ? 1 - (TTL_JITTER_PERCENT / 100) * random() : 1;
  const keptMs = ttl.keptSeconds * MS_PER_SECOND;
  if (ttl.freshSeconds === undefined) return both(Math.ceil(keptMs * share));
  return { freshMs: Math.ceil(ttl.freshSeconds * MS_PER_SECOND * share), keptMs };
}

function both(ms: number): KeyTtl {
  return { freshMs: ms, keptMs: ms };
}
