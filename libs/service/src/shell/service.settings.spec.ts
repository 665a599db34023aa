import { describe, expect, it } from '@jest/globals';
import { readSettings } from '@fleetlink/settings';
import { publicUrlOf, serviceSettings } from './service.settings.js';

const read = (environment: Record<string, string> = {}) =>
  readSettings({ it: serviceSettings({ port: 8081, managementPort: 9081 }) }, environment).it;

describe('serviceSettings', () => {
  it("has the app's own ports as defaults", () => {
    expect(read()).toMatchObject({ host: '127.0.0.1', port: 8081, managementPort: 9081, trustProxy: [] });
  });

  it.each(['10.0.0.0/8', '127.0.0.1', '10.0.0.0/8, fd00::/8', '::1/128'])('trusts %s', (ranges) => {
    expect(read({ TRUST_PROXY: ranges }).trustProxy.length).toBeGreaterThan(0);
  });

  it.each([
    'everyone',
    '10.0.0.0/33',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '::1/129',
  ])('refuses to trust %s', (ranges) => {
    expect(() => read({ TRUST_PROXY: ranges })).toThrow(/TRUST_PROXY/);
  });

  it('takes the base of short links from PUBLIC_URL, else from the address', () => {
    expect(publicUrlOf(read({ PUBLIC_URL: 'https://go.example/x/' }))).toBe('https://go.example/x');
    expect(publicUrlOf(read())).toBe('http://127.0.0.1:8081');
    expect(publicUrlOf(read({ HOST: '::1', PORT: '80' }))).toBe('http://[::1]:80');
    for (const bad of ['ftp://x', 'go.example', 'https://u:p@x', 'https://x/?a', 'https://x#a', 'https://'])
      expect(() => read({ PUBLIC_URL: bad })).toThrow(/PUBLIC_URL/);
  });
});
