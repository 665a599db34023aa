import { z } from 'zod';

// The kinds of value that settings share, so that every topic words its faults the same way.

export function wholeNumber(min: number, max: number, fallback: number) {
  return z.coerce
    .number({ error: 'must be a number' })
    .int({ error: 'must be a whole number' })
    .min(min, { error: `must be at least ${min}` })
    .max(max, { error: `must be at most ${max}` })
    .default(fallback);
}

export function oneOf<const Choices extends readonly [string, ...string[]]>(
  choices: Choices,
  fallback: Choices[number],
) {
  return z.enum(choices, { error: `must be one of ${choices.join(', ')}` }).default(fallback);
}

/** `a,b , c` -> ['a', 'b', 'c']; unset -> []. */
export function commaList() {
  return z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    );
}

/** JSON text, then the given shape. */
export function json<S extends z.ZodType>(schema: S) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** `https://host/base/` -> `https://host/base`. */
export function httpBase() {
  return z
    .string()
    .refine(isHttpBase, { error: 'must be an http or https URL without query, fragment or credentials' })
    .transform((text) => text.replace(/\/+$/, ''));
}

function isHttpBase(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:\/\/[^/?#@]+(\/[^?#]*)?$/.test(text);
}
