import { createHash } from 'node:crypto';
import { networkOf } from '@fleetlink/click';
import type { CallerIdentity } from '@fleetlink/access';
import type { LinkOrder } from '@fleetlink/link';
import { createProblems } from '../create.errors.js';

/** Idempotency-Key as the IETF draft (httpapi-idempotency-key-header) has it: opaque text of the client. */
const keyPattern = /^[\x21-\x7e]{1,200}$/;

export type IdempotencyOf = (body: unknown, index?: number) => LinkOrder['idempotency'];

/**
 * How to derive what a key stands for, for each link of one request. Keys are a tenant's own; anonymous clients
 * share a tenant, so theirs are told apart by truncated address.
 * @throws {Problem} `create/idempotency-key` for a key that is none.
 */
export function idempotencyOf(header: unknown, caller: CallerIdentity, address: string): IdempotencyOf {
  if (header === undefined) return () => undefined;
  if (typeof header !== 'string' || !keyPattern.test(header))
    throw createProblems.problem('idempotency-key', {
      detail: 'An Idempotency-Key has 1 to 200 visible ASCII characters.',
      errors: [{ pointer: '#Idempotency-Key', rule: 'format', message: '1 to 200 visible ASCII characters' }],
    });
  const owner = caller.anonymous ? `${caller.tenantId}@${networkOf(address) ?? 'nowhere'}` : caller.tenantId;
  return (body, index) => ({
    owner,
    key: index === undefined ? header : `${header}:${index}`,
    fingerprint: fingerprintOf(body),
  });
}

/** The same for bodies that say the same, in whatever order. */
function fingerprintOf(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(body)))
    .digest('base64url');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
