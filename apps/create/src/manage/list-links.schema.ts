import { z } from 'zod';

export const PAGE_SIZE_MAX = 100;
const PAGE_SIZE_DEFAULT = 25;
const TEXT_LENGTH_MAX = 200;

/** Postgres text holds no NUL. */
const text = z
  .string()
  .min(1, { error: 'At least one character.' })
  .max(TEXT_LENGTH_MAX, { error: `At most ${TEXT_LENGTH_MAX} characters.` })
  .refine((value) => !value.includes('\0') && value.isWellFormed(), {
    error: 'Not a text.',
    params: { rule: 'text' },
  });

/** The query of `GET /links`. */
export const listLinksSchema = z.strictObject({
  cursor: z.string().max(64).optional(),
  limit: z.coerce
    .number({ error: 'Use a whole number.' })
    .int({ error: 'Use a whole number.' })
    .min(1, { error: 'At least 1.' })
    .max(PAGE_SIZE_MAX, { error: `At most ${PAGE_SIZE_MAX}.` })
    .default(PAGE_SIZE_DEFAULT),
  q: text.optional(),
  tag: text.optional(),
});

export type ListLinksQuery = z.output<typeof listLinksSchema>;
