import { CodeKeyError, layoutNamed, layoutNames, parseCodeKey, type IdLayout } from '@fleetlink/code';
import { oneOf, setting, wholeNumber, type TopicValues } from '@fleetlink/settings';
import { z } from 'zod';

const codeKey = z.string().transform((text, context) => {
  try {
    return parseCodeKey(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as CodeKeyError).message });
    return z.NEVER;
  }
});

/** How ids and codes are made. Fixed at the first boot of a fleet; a process configured otherwise refuses to start. */
export const codeSettings = {
  key: setting(
    'CODE_KEY',
    '32 hexadecimal digits under which ids become codes. Unset, it is made once and kept in DATA_DIR/code-key.',
    codeKey.optional(),
    { secret: true, requiredInProduction: true },
  ),
  layout: setting(
    'CODE_LAYOUT',
    '`standard`: 10-character codes at any rate. `compact`: 8-character codes, 1,024 links/s a worker.',
    oneOf(layoutNames as readonly [string, ...string[]], 'standard').transform((name): IdLayout =>
      layoutNamed(name)!,
    ),
  ),
  workerId: setting(
    'SNOWFLAKE_WORKER_ID',
    'Which worker lease to ask for; unset, any free one.',
    z.coerce
      .number()
      .int({ error: 'must be a whole number' })
      .min(0, { error: 'must be at least 0' })
      .max(1023, { error: 'must be at most 1023' })
      .optional(),
  ),
  leaseTtlMs: setting(
    'SNOWFLAKE_LEASE_TTL_MS',
    'How long a worker lease holds without the catalog: so long codes are still given out, and so long the worker id of a process that was killed stays taken.',
    wholeNumber(6000, 600_000, 30_000),
  ),
} as const;

export type CodeSettings = TopicValues<typeof codeSettings>;

/** The read path of redirects. */
export const resolveSettings = {
  l1EntriesMax: setting('L1_ENTRIES_MAX', 'Links kept in process.', wholeNumber(100, 10_000_000, 100_000)),
  l1FreshSeconds: setting(
    'L1_FRESH_SECONDS',
    'How long a link is served from the process without asking again.',
    wholeNumber(1, 3600, 30),
  ),
  l1StaleSeconds: setting(
    'L1_STALE_SECONDS',
    'How long beyond that it may be served while its shard cannot answer.',
    wholeNumber(0, 86_400, 600),
  ),
  deadlineMs: setting(
    'REDIRECT_DEADLINE_MS',
    'Longest wait of a redirect for everything below the process. Less than the second that the gateway waits.',
    wholeNumber(10, 30_000, 800),
  ),
  readBoundMs: setting(
    'REDIRECT_DATABASE_DEADLINE_MS',
    'Longest wait of a redirect for one statement on its shard, the wait for a connection included.',
    wholeNumber(10, 10_000, 300),
  ),
} as const;

export type ResolveSettings = TopicValues<typeof resolveSettings>;

/** What a lookup process takes into its memory before it is ready. */
export const warmSettings = {
  links: setting(
    'WARM_LINKS',
    'Links read at the start, of those that the fleet follows most; 0 starts cold. Needs REDIS_CACHE_NODES.',
    wholeNumber(0, 10_000, 1000),
  ),
  deadlineMs: setting(
    'WARM_DEADLINE_MS',
    'After this long a process is ready however many of them it has read.',
    wholeNumber(1, 60_000, 5000),
  ),
} as const;

export type WarmSettings = TopicValues<typeof warmSettings>;
