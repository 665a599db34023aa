import { bucketKinds } from '@fleetlink/click';
import { z } from 'zod';

const TIME_ZONE_LENGTH_MAX = 64;

const instant = z.iso
  .datetime({ offset: true, error: 'Use an RFC 3339 time such as 2026-11-22T00:00:00Z.' })
  .transform((text) => Date.parse(text));

/** The query of `GET /links/{name}/stats`. */
export const linkStatsSchema = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  bucket: z.enum(bucketKinds, { error: `Use one of ${bucketKinds.join(', ')}.` }).default('day'),
  tz: z.string().min(1).max(TIME_ZONE_LENGTH_MAX).default('UTC'),
});

export type LinkStatsQuery = z.output<typeof linkStatsSchema>;
