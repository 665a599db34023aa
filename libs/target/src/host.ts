import { isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** The only IPv6 block from which IANA hands out global unicast addresses (RFC 4291, section 2.4). */
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/** Public by its number, yet answered only by the host of an Azure machine (its metadata and DNS service). */
const AZURE_HOST_ADDRESS = '168.63.129.16';

/**
 * One spelling for one host. The parser has already folded case, full-width forms, percent-encoding and the many
 * ways to write an IPv4 address; what is left is the dot that closes an absolute DNS name.
 */
export function canonicalHost(hostname: string): string {
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
}

/** `www.` names the same site everywhere it matters here. */
export function withoutWww(host: string): string {
  return host.startsWith('www.') ? host.slice('www.'.length) : host;
}

/** The address that an IP literal stands for, IPv4-mapped IPv6 unwrapped; undefined for a name. */
export function addressOf(host: string): IpAddress | undefined {
  if (host.startsWith('[')) return ipaddr.process(host.slice(1, -1));
  // Not ipaddr's own test, which throws and catches an error for every name.
  return isIPv4(host) ? ipaddr.IPv4.parse(host) : undefined;
}

/** Whether the address is globally reachable unicast, going by the IANA special-purpose registries (RFC 6890). */
export function isPublicAddress(address: IpAddress): boolean {
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv6) return address.match(GLOBAL_UNICAST_V6);
  return address.toString() !== AZURE_HOST_ADDRESS;
}
