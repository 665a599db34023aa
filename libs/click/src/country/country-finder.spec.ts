import { beforeAll, describe, expect, it } from '@jest/globals';
import { networkOf } from '../event/network.js';
import { CountryFinder } from './country-finder.js';

describe('CountryFinder', () => {
  const finder = new CountryFinder({ countryCacheMax: 100 });
  beforeAll(() => finder.load());

  it('knows nothing before its file is read, and remembers nothing of that', async () => {
    const early = new CountryFinder({ countryCacheMax: 100 });
    expect(early.country(networkOf('8.8.8.8'))).toBe('unknown');
    await early.load();
    expect(early.country(networkOf('8.8.8.8'))).toBe('US');
  });

  it.each([
    ['8.8.8.8', 'US'],
    ['::ffff:8.8.8.8', 'US'],
    ['193.0.6.139', 'NL'],
    ['2001:4860:4860::8888', 'US'],
    ['2a02:8100::1', 'DE'],
  ])('finds the country of %s', (address, country) => {
    expect(finder.country(networkOf(address))).toBe(country);
    expect(finder.country(networkOf(address))).toBe(country);
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.1.1',
    '203.0.113.9',
    '255.255.255.255',
    '::1',
    'fe80::1',
    'fd00::1',
    '2001:db8::1',
    'nonsense',
    '',
  ])('does not claim a country of %j', (address) => {
    expect(finder.country(networkOf(address))).toBe('unknown');
  });
});
