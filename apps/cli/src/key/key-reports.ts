import { ApiKey, Tenant } from '@fleetlink/access';
import { databaseFailure } from '../fleet/database-fault.js';
import type { Fleet } from '../fleet/fleet.js';
import { CommandFailure } from '../terminal/command.errors.js';
import { counted, momentText } from '../terminal/quantity.js';
import type { Report } from '../terminal/report.js';
import { keyIdIn, type KeyOrder } from './key-order.js';
import { keyState, keyTable } from './key-table.js';
import { KeyStore, type MadeForTenant } from './key.store.js';

/** Standard output holds the key and nothing else: `KEY=$(npx fleetlink keys create --name shop)`. */
export async function reportMadeKey(fleet: Fleet, order: KeyOrder): Promise<Report> {
  const made = await onCatalog(fleet, (keys) => keys.create(order));
  return { document: made.key, lines: () => [made.key.key], remarks: wordsOn(made) };
}

export async function reportKeys(fleet: Fleet, nowMs: number): Promise<Report> {
  const keys = await onCatalog(fleet, (store) => store.list());
  const active = keys.filter((key) => keyState(key, nowMs) === 'active').length;
  return {
    document: { keys: keys.map((key) => ({ ...key, state: keyState(key, nowMs) })) },
    lines: (paint) => keyTable(keys, nowMs, paint),
    remarks: [`${counted(keys.length, 'key')}, ${active} active`],
  };
}

export async function reportRevoked(fleet: Fleet, text: string): Promise<Report> {
  const id = keyIdIn(text);
  const { name, tenantId } = await onCatalog(fleet, async (keys) => {
    const key = await keys.find(id);
    if (!key) throw notRevoked(`There is no key ${id}.`);
    if (key.revokedAt) throw notRevoked(`Key ${id} was revoked before, at ${key.revokedAt.toISOString()}.`);
    await keys.revoke(key);
    return key;
  });
  return {
    document: { id, name, tenantId, state: 'revoked' },
    lines: () => [id],
    remarks: [
      `Key ${id} (${name}, tenant ${tenantId}) is revoked: every process refuses it within a second.`,
    ],
  };
}

function wordsOn({ key, isNewTenant }: MadeForTenant): string[] {
  const { id, name, tenantId, scopes, expiresAt } = key;
  const until = expiresAt ? `until ${momentText(expiresAt.getTime())}` : 'for ever';
  return [
    ...(isNewTenant ? [`The tenant ${tenantId} is new.`] : []),
    `Key ${id} (${name}) of the tenant ${tenantId} may ${scopes.join(', ')} ${until}.`,
    'It is shown this once: keep it where its program finds it.',
  ];
}

function notRevoked(message: string): CommandFailure {
  return new CommandFailure(message, { mend: 'See npx fleetlink keys list for the keys and their ids.' });
}

async function onCatalog<Result>(fleet: Fleet, work: (keys: KeyStore) => Promise<Result>): Promise<Result> {
  try {
    return await work(new KeyStore(fleet.openCatalog([Tenant, ApiKey])));
  } catch (error) {
    throw databaseFailure(error, fleet.catalog.name, fleet.origin);
  }
}
