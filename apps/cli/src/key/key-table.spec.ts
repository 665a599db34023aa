import type { KeyFacts } from '@fleetlink/access';
import { expect, test } from '@jest/globals';
import { plain } from '../terminal/terminal.js';
import { keyState, keyTable } from './key-table.js';

const nowMs = Date.UTC(2026, 10, 22);
const key: KeyFacts = {
  id: '8fK2mQ0bXw3a',
  tenantId: 'default',
  name: 'shop\u001b[31m',
  scopes: ['links:read', 'links:write'],
  createdAt: new Date(Date.UTC(2026, 10, 1, 9, 30, 59)),
  expiresAt: null,
  revokedAt: null,
};

test('keys are listed with what they may do and until when', () => {
  const ended = { ...key, name: 'old', expiresAt: new Date(Date.UTC(2026, 10, 2)) };
  expect(keyTable([key, ended], nowMs, plain)).toEqual([
    'id            tenant   name            scopes                  created           expires     state',
    String.raw`8fK2mQ0bXw3a  default  shop\u{1b}[31m  links:read,links:write  2026-11-01 09:30  never       active`,
    '8fK2mQ0bXw3a  default  old             links:read,links:write  2026-11-01 09:30  2026-11-02  expired',
  ]);
});

test('a key is active until its last moment, unless it was revoked', () => {
  expect(keyState({ ...key, expiresAt: new Date(nowMs + 1) }, nowMs)).toBe('active');
  expect(keyState({ ...key, expiresAt: new Date(nowMs) }, nowMs)).toBe('expired');
  expect(keyState({ ...key, revokedAt: new Date(nowMs) }, nowMs)).toBe('revoked');
});
