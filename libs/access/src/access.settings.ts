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
