/** What a key may be allowed to do. */
export const scopes = ['links:read', 'links:write', 'stats:read', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** Who sent a request. */
export interface CallerIdentity {
  readonly tenantId: string;
  readonly scopes: readonly Scope[];
  readonly keyId: string | null;
  readonly anonymous: boolean;
}

export const DEFAULT_TENANT = 'default';

/** Clients without a key, where those are let in. They share one tenant. */
export const anonymousCaller: CallerIdentity = {
  tenantId: 'anonymous',
  scopes: ['links:read', 'links:write', 'stats:read'],
  keyId: null,
  anonymous: true,
};
