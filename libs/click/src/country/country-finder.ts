import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { BlockList } from 'node:net';
import { LRUCache } from 'lru-cache';
import { Reader, type Response } from 'mmdb-lib';
import { UNKNOWN_COUNTRY } from '../event/click-event.js';

const countryFile = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';

type CountryRecord = Response & { readonly country_code?: string };

/**
 * The country of an address, which it sees as its truncated network only: from the registries' own records
 * (ip-location-db's geo-whois-asn-country, CC0), behind an LRU. Until `load` has run every country is unknown.
 */
export class CountryFinder {
  private readonly known: LRUCache<string, string>;
  private reader: Pick<Reader<CountryRecord>, 'get'> | undefined;
  private loading: Promise<void> | undefined;

  constructor(private readonly limits: { readonly countryCacheMax: number }) {
    this.known = new LRUCache({ max: this.limits.countryCacheMax });
  }

  /** Reads the file (8 MB) once. A process without it works on, and its countries are unknown. */
  load(): Promise<void> {
    this.loading ??= readFile(createRequire(import.meta.url).resolve(countryFile)).then(
      (bytes) => {
        this.reader = new Reader<CountryRecord>(bytes);
      },
      () => {},
    );
    return this.loading;
  }

  /**
   * ISO 3166-1 alpha-2, or `unknown`.
   * @param network what `networkOf` makes of an address.
   */
  country(network: string | null): string {
    if (network === null || this.reader === undefined) return UNKNOWN_COUNTRY;
    const known = this.known.get(network);
    if (known !== undefined) return known;
    const country = this.lookUp(network);
    this.known.set(network, country);
    return country;
  }

  private lookUp(network: string): string {
    if (isSpecial(network)) return UNKNOWN_COUNTRY;
    const code = this.reader?.get(network)?.country_code;
    return code !== undefined && /^[A-Z]{2}$/.test(code) ? code : UNKNOWN_COUNTRY;
  }
}

/**
 * The registries' file names countries even for some private networks. IANA's special-purpose registries
 * (RFC 6890), as far as a /24 or a /48 can tell; IPv6 is global only within 2000::/3.
 */
const special = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(network, prefix, 'ipv4');
special.addSubnet('2001:db8::', 32, 'ipv6');

const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

function isSpecial(network: string): boolean {
  if (network.includes(':')) return special.check(network, 'ipv6') || !globalUnicast.check(network, 'ipv6');
  return special.check(network, 'ipv4');
}
