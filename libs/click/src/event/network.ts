import { isIPv4, isIPv6 } from 'node:net';

/** `::ffff:1.2.3.4` and `::ffff:102:304`: an IPv4 client seen through an IPv6 socket (RFC 4291, 2.5.5.2). */
const MAPPED_GROUPS = [0, 0, 0, 0, 0, 0xffff];

/**
 * The network of an address as text: the /24 of an IPv4 address (`192.0.2.0`) or the /48 of an IPv6 address
 * (`2001:db8:1::`). Null when it is no address.
 */
export function networkOf(address: string): string | null {
  if (isIPv4(address)) return `${address.slice(0, address.lastIndexOf('.'))}.0`;
  const zone = address.indexOf('%');
  const plain = zone < 0 ? address : address.slice(0, zone);
  if (!isIPv6(plain)) return null;
  const groups = groupsOf(plain);
  if (MAPPED_GROUPS.every((group, index) => groups[index] === group))
    return `${groups[6]! >> 8}.${groups[6]! & 0xff}.${groups[7]! >> 8}.0`;
  return `${groups
    .slice(0, 3)
    .map((group) => group.toString(16))
    .join(':')}::`;
}

/** The eight 16-bit groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const before = numbers(head);
  if (tail === undefined) return before;
  const after = numbers(tail);
  const gap = new Array<number>(8 - before.length - after.length).fill(0);
  return [...before, ...gap, ...after];
}

function numbers(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
