import { isIP } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { networkOf } from './network.js';

describe('networkOf', () => {
  it.each([
    ['192.0.2.77', '192.0.2.0'],
    ['0.0.0.0', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::'],
    ['2001:DB8::1', '2001:db8:0::'],
    ['::1', '0:0:0::'],
    ['::', '0:0:0::'],
    ['::ffff:198.51.100.7', '198.51.100.0'],
    ['::ffff:c633:6407', '198.51.100.0'],
    ['0:0:0:0:0:FFFF:198.51.100.7', '198.51.100.0'],
    ['64:ff9b::198.51.100.7', '64:ff9b:0::'],
    ['fe80::1%eth0', 'fe80:0:0::'],
    ['1:2:3:4:5:6:7:8%a::b', '1:2:3::'],
  ])('truncates %s to %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
    expect(isIP(networkOf(address)!)).not.toBe(0);
  });

  it.each(['', 'unknown', '1.2.3', '1.2.3.4.5', '1.2.3.256', '2001:db8::1::2', '[::1]', '1.2.3.4:80', ':::'])(
    'knows no network of %j',
    (text) => {
      expect(networkOf(text)).toBeNull();
    },
  );

  it('gives every address of a /24 or a /48 the same network, which is a network of itself', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.nat(255), (address, last) => {
        const network = networkOf(address);
        expect(networkOf(address.replace(/\d+$/, String(last)))).toBe(network);
        expect(networkOf(network!)).toBe(network);
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const network = networkOf(address);
        expect(isIP(network!)).not.toBe(0);
        expect(networkOf(network!)).toBe(network);
      }),
    );
  });
});
