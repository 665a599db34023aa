import type { KeyFacts } from '@fleetlink/access';
import { momentText } from '../terminal/quantity.js';
import { tableLines, type Column } from '../terminal/table.js';
import type { Paint, Style } from '../terminal/terminal.js';

export type KeyState = 'active' | 'expired' | 'revoked';

const styles: Readonly<Record<KeyState, Style>> = { active: 'green', expired: 'dim', revoked: 'dim' };

/** `2026-11-22 13:40`, UTC. */
const MINUTE_LENGTH = 'yyyy-mm-dd hh:mm'.length;

export function keyState({ expiresAt, revokedAt }: KeyFacts, nowMs: number): KeyState {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt.getTime() <= nowMs ? 'expired' : 'active';
}

export function keyTable(keys: readonly KeyFacts[], nowMs: number, paint: Paint): string[] {
  const columns: readonly Column<KeyFacts>[] = [
    { title: 'id', cell: ({ id }) => id },
    { title: 'tenant', cell: ({ tenantId }) => tenantId },
    { title: 'name', cell: ({ name }) => name },
    { title: 'scopes', cell: ({ scopes }) => scopes.join(',') },
    {
      title: 'created',
      cell: ({ createdAt }) => createdAt.toISOString().replace('T', ' ').slice(0, MINUTE_LENGTH),
    },
    { title: 'expires', cell: ({ expiresAt }) => (expiresAt ? momentText(expiresAt.getTime()) : 'never') },
    { title: 'state', cell: (key) => stateCell(keyState(key, nowMs)) },
  ];
  return tableLines(columns, keys, paint);
}

function stateCell(state: KeyState) {
  return { text: state, style: styles[state] };
}
