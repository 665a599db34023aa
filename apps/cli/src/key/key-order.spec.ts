import { describe, expect, it } from '@jest/globals';
import { CommandFailure } from '../terminal/command.errors.js';
import { keyIdIn, keyOrder, type KeyOptions } from './key-order.js';

const nowMs = Date.UTC(2026, 10, 22, 12);
const order = (options: Partial<KeyOptions>) => keyOrder({ name: 'shop', ...options }, nowMs);

describe('the order of a key', () => {
  it('by default reaches the links of the first tenant, without admin and for ever', () => {
    expect(order({})).toEqual({
      name: 'shop',
      tenantId: 'default',
      scopes: ['links:read', 'links:write', 'stats:read'],
      expiresAt: null,
    });
  });

  it('takes scopes in any order, each once', () => {
    expect(order({ scopes: 'admin, links:read,admin' }).scopes).toEqual(['links:read', 'admin']);
  });

  it.each([
    ['2027-01-01', '2027-01-01T00:00:00.000Z'],
    ['2026-11-22T13:30:00+01:00', '2026-11-22T12:30:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ])('reads %s as %s', (expires, iso) => {
    expect(order({ expires }).expiresAt?.toISOString()).toBe(iso);
  });

  it.each<[Partial<KeyOptions>, string]>([
    [{ name: '  ' }, 'has 1 to 100 characters'],
    [{ name: 'x'.repeat(101) }, 'has 1 to 100 characters'],
    [{ tenant: 'Acme Inc' }, '"Acme Inc" cannot be a tenant'],
    [{ tenant: '' }, '"" cannot be a tenant'],
    [{ scopes: '' }, 'There is no scope ""'],
    [{ scopes: 'links:read,links:wirte' }, 'There is no scope "links:wirte"'],
    [{ expires: 'tomorrow' }, '"tomorrow" is no date'],
    [{ expires: '2027-02-30' }, '"2027-02-30" is no date'],
    [{ expires: '2027-13-01' }, '"2027-13-01" is no date'],
    [{ expires: '2027-01-01T00:00:00' }, 'is no date'],
    [{ expires: '2026-11-22' }, '2026-11-22 is past'],
  ])('refuses %j as wrong usage, and says how it is meant', (options, message) => {
    const refused = (() => {
      try {
        return order(options);
      } catch (error) {
        return error;
      }
    })() as CommandFailure;
    expect(refused).toBeInstanceOf(CommandFailure);
    expect(refused.message).toContain(message);
    expect(refused.exitCode).toBe(2);
    expect(refused.mend).not.toBe('');
  });
});

it('a key to revoke may be given by its id or whole', () => {
  expect(keyIdIn('8fK2mQ0bXw3a')).toBe('8fK2mQ0bXw3a');
  expect(keyIdIn(`fl_8fK2mQ0bXw3a_${'s'.repeat(38)}`)).toBe('8fK2mQ0bXw3a');
});
