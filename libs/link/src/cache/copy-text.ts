import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { redirectStatuses, type LinkState } from '../link.entity.js';
import type { LinkTarget } from '../resolve/link-target.js';
import type { CachedTarget } from './link-cache.js';
import { COPY_FRESH_SECONDS } from './link-copy-ttl.js';

/** Raised whenever the fields change: a process reads copies of its own schema only. */
const SCHEMA = 1;

/** Clocks of two machines may be this far apart; a copy that is fresh for longer was not written by us. */
const CLOCK_SKEW_MAX_MS = 60_000;

/** `F1:<version>:<crc32>:<fields>`; the write script knows as much of it as the version. */
const COPY_TEXT = new RegExp(`^F${SCHEMA}:([1-9][0-9]{0,9}):([0-9a-f]{8}):(.*)$`, 's');

const states = ['active', 'disabled', 'blocked', 'deleted'] as const satisfies readonly LinkState[];

const fieldsSchema = z.tuple([
  z.string().min(1),
  z.string().regex(/^[0-9]{1,19}$/),
  z.string(),
  z.string(),
  z.literal(redirectStatuses),
  z.literal(states),
  z.number().nullable(),
  z.number().int(),
  z.boolean(),
]);

/** One line of text that `parseCopy` gives back. */
export function copyText({ target, freshUntilMs, isHot }: CachedTarget): string {
  const { name, id, tenantId, url, redirectStatus, state, expiresAtMs, version } = target;
  const fields: z.infer<typeof fieldsSchema> = [
    name,
    id,
    tenantId,
    url,
    redirectStatus,
    state,
    expiresAtMs,
    freshUntilMs,
    isHot,
  ];
  const body = JSON.stringify(fields);
  return `F${SCHEMA}:${version}:${checksum(version, body)}:${body}`;
}

/** What stands in for a copy that was overtaken: it says no more than which version is the oldest to come. */
export function overtakenText(version: number): string {
  return `F${SCHEMA}:${version}:-`;
}

/** Undefined for whatever is not a copy of this link, whole and of this schema: a miss, never a wrong redirect. */
export function parseCopy(text: string, name: string, nowMs: number): CachedTarget | undefined {
  const [, digits, sum, body = ''] = COPY_TEXT.exec(text) ?? [];
  const version = Number(digits);
  if (digits === undefined || checksum(version, body) !== sum) return undefined;
  const fields = fieldsSchema.safeParse(jsonOf(body));
  if (!fields.success || fields.data[0] !== name) return undefined;
  const copy = copyOf(fields.data, version);
  const freshUntilMaxMs = nowMs + COPY_FRESH_SECONDS * 1000 + CLOCK_SKEW_MAX_MS;
  return copy.freshUntilMs <= freshUntilMaxMs ? copy : undefined;
}

function copyOf(fields: z.infer<typeof fieldsSchema>, version: number): CachedTarget {
  const [name, id, tenantId, url, redirectStatus, state, expiresAtMs, freshUntilMs, isHot] = fields;
  const target: LinkTarget = { id, name, tenantId, url, redirectStatus, state, expiresAtMs, version };
  return { target, freshUntilMs, isHot };
}

function checksum(version: number, body: string): string {
  return crc32(`${version}:${body}`).toString(16).padStart(8, '0');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
