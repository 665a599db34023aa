import { setting, type TopicValues } from '@fleetlink/settings';
import { z } from 'zod';

export const accessSettings = {
  anonymousCreate: setting(
    'ANONYMOUS_CREATE',
    'Whether links may be made without a key (`true`, `false`). Unset: only by a standalone that nobody else can reach.',
    z.stringbool({ error: 'must be true or false' }).optional(),
  ),
} as const;

export type AccessSettings = TopicValues<typeof accessSettings>;

/** Limits that no installation needs to move. */
export const accessLimits = {
  /** A verified key is not asked for again for this long, so a revoked one is refused everywhere after it. */
  keyFreshMs: 1_000,
  /** Longest wait for the catalog; with `keyFreshMs` it keeps revocation within two seconds. */
  keyReadMs: 1_000,
  /** While the catalog is away, a key verified this recently goes on being accepted. */
  keyStaleMs: 5 * 60_000,
  /** Verified keys that a process remembers. */
  verifiedKeysMax: 10_000,
  livingKeysMax: 1_000,
  keysListedMax: 2_000,
} as const;
