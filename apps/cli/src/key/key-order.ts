import { DEFAULT_TENANT, scopes as allScopes, type Scope } from '@fleetlink/access';
import { wrongUsage } from '../terminal/command.errors.js';

/** The options of `keys create` as they were typed. */
export interface KeyOptions {
  readonly name: string;
  readonly tenant?: string;
  readonly scopes?: string;
  readonly expires?: string;
}

/** A key that can be made. */
export interface KeyOrder {
  readonly name: string;
  readonly tenantId: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
}

/** What most programs need; `admin` reaches across tenants and must be asked for. */
export const DEFAULT_SCOPES: readonly Scope[] = ['links:read', 'links:write', 'stats:read'];

const NAME_LENGTH_MAX = 100;
const TENANT_PATTERN = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const EXPIRY_PATTERN = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/;

/** @throws {CommandFailure} of wrong usage for what cannot be meant. */
export function keyOrder({ name, tenant, scopes, expires }: KeyOptions, nowMs: number): KeyOrder {
  return {
    name: nameOf(name),
    tenantId: tenantOf(tenant),
    scopes: scopes === undefined ? DEFAULT_SCOPES : scopesOf(scopes),
    expiresAt: expires === undefined ? null : expiryOf(expires, nowMs),
  };
}

/** The id in what an operator pasted: an id, or a whole key. */
export function keyIdIn(text: string): string {
  return /^fl_([0-9A-Za-z]+)_/.exec(text)?.[1] ?? text;
}

function nameOf(text: string): string {
  const name = text.trim();
  if (name !== '' && name.length <= NAME_LENGTH_MAX) return name;
  throw wrongUsage(
    `A key's name has 1 to ${NAME_LENGTH_MAX} characters.`,
    'Name the program that will use it: --name "web shop".',
  );
}

function tenantOf(text = DEFAULT_TENANT): string {
  if (TENANT_PATTERN.test(text)) return text;
  throw wrongUsage(
    `${JSON.stringify(text)} cannot be a tenant.`,
    'A tenant is 1 to 63 of a-z, 0-9, - and _, and starts with a letter or digit: --tenant acme.',
  );
}

function scopesOf(text: string): Scope[] {
  const wanted = new Set(text.split(',').map((scope) => scope.trim()));
  const unknown = [...wanted].filter((scope) => !allScopes.some((known) => known === scope));
  if (unknown.length === 0) return allScopes.filter((scope) => wanted.has(scope));
  throw wrongUsage(
    `There is no scope ${unknown.map((scope) => JSON.stringify(scope)).join(', ')}.`,
    `Choose from ${allScopes.join(',')}, with commas and without spaces between.`,
  );
}

function expiryOf(text: string, nowMs: number): Date {
  const mend = 'Give a day of the future, or a moment with its time zone: --expires 2027-01-01.';
  const atMs = EXPIRY_PATTERN.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) throw wrongUsage(`${JSON.stringify(text)} is no date.`, mend);
  if (atMs <= nowMs) throw wrongUsage(`${text} is past: the key would never be valid.`, mend);
  return new Date(atMs);
}

/** Date.parse alone reads 2027-02-30 as a day of March. */
function isDay(text: string): boolean {
  const startMs = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(startMs) && new Date(startMs).toISOString().startsWith(text);
}
