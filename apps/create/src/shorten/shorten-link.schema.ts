import { redirectStatuses } from '@fleetlink/link';
import { z } from 'zod';

export const TITLE_LENGTH_MAX = 200;
export const TAG_LENGTH_MAX = 50;
export const TAGS_MAX = 20;

/** Longer URLs are the target policy's business; this bound only keeps its input small. */
const URL_TEXT_LENGTH_MAX = 16_384;

const title = z
  .string()
  .max(TITLE_LENGTH_MAX, { error: `A title has at most ${TITLE_LENGTH_MAX} characters.` });

const tags = z
  .array(
    z
      .string()
      .min(1, { error: 'A tag has at least one character.' })
      .max(TAG_LENGTH_MAX, { error: `A tag has at most ${TAG_LENGTH_MAX} characters.` }),
  )
  .max(TAGS_MAX, { error: `A link has at most ${TAGS_MAX} tags.` })
  .transform((list) => [...new Set(list)]);

const expiresAt = z.iso
  .datetime({ offset: true, error: 'Use an RFC 3339 time such as 2027-01-31T12:00:00Z.' })
  .transform((text) => new Date(text));

const redirectStatus = z.literal([...redirectStatuses], {
  error: `Use one of ${redirectStatuses.join(', ')}.`,
});

const url = z.string().max(URL_TEXT_LENGTH_MAX, { error: 'This is far longer than any URL that works.' });

/** The body of `POST /links` and each item of a bulk request. */
export const shortenLinkSchema = z.strictObject({
  url,
  alias: z.string().nullish(),
  title: title.nullish(),
  tags: tags.optional(),
  expiresAt: expiresAt.nullish(),
  redirectStatus: redirectStatus.optional(),
});

export type ShortenLinkBody = z.output<typeof shortenLinkSchema>;

/** The body of `PATCH /links/{name}`: absent fields stay, null clears. */
export const editLinkSchema = z.strictObject({
  url: url.optional(),
  title: title.nullable().optional(),
  tags: tags.optional(),
  expiresAt: expiresAt.nullable().optional(),
  redirectStatus: redirectStatus.optional(),
  state: z.enum(['active', 'disabled'], { error: 'Use active or disabled.' }).optional(),
});

export type EditLinkBody = z.output<typeof editLinkSchema>;
