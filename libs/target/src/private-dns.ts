import ipaddr from 'ipaddr.js';
import { isPublicAddress } from './host.js';

/** Public names that have always resolved to 127.0.0.1, subdomains included. */
const LOOPBACK_DOMAINS: readonly string[] = ['fuf.me', 'lacolhost.com', 'localtest.me', 'lvh.me', 'vcap.me'];

/** Services that resolve any name to the address spelled in it: `10.0.0.1`, `10-0-0-1`, `0a000001` or `fd00--1`. */
const ADDRESS_IN_NAME_DOMAINS: readonly string[] = [
  '1u.ms',
  'nip.io',
  'rbndr.us',
  'sslip.io',
  'traefik.me',
  'xip.io',
];

/** Overlapping on purpose: in `1.10.0.0.1` the services do not agree on where the address starts. */
const DOTTED_OR_DASHED_V4 = /(?<!\d)(?=(\d{1,3}(?:[.-]\d{1,3}){3})(?!\d))/g;
const HEX_V4 = /(?<![0-9a-z])[0-9a-f]{8}(?![0-9a-z])/g;

/** Whether a canonical host is a public name that is known, without asking DNS, to lead to a private address. */
export function namesPrivateAddress(host: string): boolean {
  if (LOOPBACK_DOMAINS.some((domain) => isWithin(host, domain))) return true;
  const service = ADDRESS_IN_NAME_DOMAINS.find((domain) => isWithin(host, domain));
  if (service === undefined) return false;
  return addressesIn(host.slice(0, -service.length)).some((address) => !isPublicAddress(address));
}

function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

function addressesIn(name: string) {
  const dotted = [...name.matchAll(DOTTED_OR_DASHED_V4)].map(([, spelled = '']) =>
    spelled.replaceAll('-', '.'),
  );
  const hex = [...name.matchAll(HEX_V4)].map(([spelled]) => `0x${spelled}`);
  const dashedV6 = name.split('.').map((label) => label.replaceAll('-', ':'));
  return [...dotted, ...hex, ...dashedV6.filter((text) => text.includes(':'))]
    .filter((text) => ipaddr.isValid(text))
    .map((text) => ipaddr.process(text));
}
