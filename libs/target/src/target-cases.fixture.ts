import type { TargetReason } from './target-reasons.js';
import type { TargetWarning } from './target-warnings.js';

/** A URL with its verdict: accepted as `href`, or refused for `reason`. The service itself is `sho.rt`. */
export interface TargetCase {
  readonly id: string;
  readonly input: string;
  readonly href?: string;
  readonly warnings?: readonly TargetWarning[];
  readonly reason?: TargetReason;
}

export const TARGET_CASES: readonly TargetCase[] = [
  // Ordinary and odd, but fine.
  { id: 'U1', input: 'https://example.com/a?b=c#d', href: 'https://example.com/a?b=c#d' },
  { id: 'U2', input: 'HTTPS://EXAMPLE.COM:443/A', href: 'https://example.com/A' },
  { id: 'U3', input: 'https://example.com', href: 'https://example.com/' },
  { id: 'U4', input: 'https://example.com/%2f..%2F', href: 'https://example.com/%2f..%2F' },
  { id: 'U5', input: 'https://example.com/a//b/../c', href: 'https://example.com/a//c' },
  { id: 'U6', input: 'https://example.com/?q=\'"<>', href: 'https://example.com/?q=%27%22%3C%3E' },
  {
    id: 'U7',
    input: 'https://example.com/a?next=https://evil.test/',
    href: 'https://example.com/a?next=https://evil.test/',
  },
  { id: 'U8', input: 'https://bücher.de/', href: 'https://xn--bcher-kva.de/' },
  { id: 'U9', input: 'https://xn--bcher-kva.de/', href: 'https://xn--bcher-kva.de/' },
  { id: 'U10', input: 'https://example.com:8443/x', href: 'https://example.com:8443/x' },
  { id: 'U11', input: 'https://8.8.8.8/', href: 'https://8.8.8.8/' },
  { id: 'U12', input: 'https://[2001:470:8:66::1]/', href: 'https://[2001:470:8:66::1]/' },
  { id: 'U13', input: '  https://example.com/  ', href: 'https://example.com/' },
  { id: 'U14', input: 'https://example.com./', href: 'https://example.com./' },
  // Other schemes.
  { id: 'U15', input: 'javascript:alert(1)', reason: 'scheme' },
  { id: 'U16', input: 'JaVaScRiPt:alert(1)', reason: 'scheme' },
  { id: 'U17', input: 'java\tscript:alert(1)', reason: 'control' },
  { id: 'U18', input: '\u0001javascript:alert(1)', reason: 'control' },
  { id: 'U19', input: 'javascript://example.com/%0aalert(1)', reason: 'scheme' },
  { id: 'U20', input: 'data:text/html,<script>alert(1)</script>', reason: 'scheme' },
  { id: 'U21', input: 'vbscript:msgbox(1)', reason: 'scheme' },
  { id: 'U22', input: 'file:///etc/passwd', reason: 'scheme' },
  { id: 'U23', input: 'blob:https://example.com/uuid', reason: 'scheme' },
  { id: 'U24', input: 'view-source:https://example.com/', reason: 'scheme' },
  { id: 'U25', input: 'about:blank', reason: 'scheme' },
  { id: 'U26', input: 'ftp://example.com/', reason: 'scheme' },
  { id: 'U27', input: 'gopher://127.0.0.1:6379/_FLUSHALL', reason: 'scheme' },
  { id: 'U28', input: 'mailto:a@b.c', reason: 'scheme' },
  { id: 'U29', input: 'intent://scan/#Intent;scheme=zxing;end', reason: 'scheme' },
  { id: 'U30', input: 'ws://example.com/', reason: 'scheme' },
  // No scheme, and slashes that parsers read in different ways.
  { id: 'U31', input: 'example.com/path', reason: 'relative' },
  { id: 'U32', input: '//evil.test/', reason: 'relative' },
  { id: 'U33', input: '/\\evil.test', reason: 'relative' },
  { id: 'U34', input: 'https:/\\evil.test/x', reason: 'backslash' },
  { id: 'U35', input: 'https://good.test\\@evil.test/', reason: 'backslash' },
  { id: 'U36', input: 'https:evil.test', reason: 'malformed' },
  // Something before an @.
  { id: 'U37', input: 'https://good.test@evil.test/', reason: 'userinfo' },
  { id: 'U38', input: 'https://user:pw@example.com/', reason: 'userinfo' },
  { id: 'U39', input: 'https://good.test%40evil.test/', reason: 'unparsable' },
  { id: 'U40', input: 'http://1.1.1.1 &@2.2.2.2# @3.3.3.3/', reason: 'userinfo' },
  // Control and invisible characters.
  { id: 'U41', input: 'https://example.com/\r\nSet-Cookie: a=b', reason: 'control' },
  {
    id: 'U42',
    input: 'https://example.com/%0d%0aSet-Cookie:a=b',
    href: 'https://example.com/%0d%0aSet-Cookie:a=b',
  },
  { id: 'U43', input: 'https://example.com/\u2028x', href: 'https://example.com/%E2%80%A8x' },
  { id: 'U44', input: 'https://exa\u00admple.com/', href: 'https://example.com/' },
  { id: 'U45', input: 'https://example.com/\u0000', reason: 'control' },
  // IP addresses inside, in every spelling.
  { id: 'U46', input: 'http://127.0.0.1/', reason: 'private-ip' },
  { id: 'U47', input: 'http://127.1/', reason: 'private-ip' },
  { id: 'U48', input: 'http://2130706433/', reason: 'private-ip' },
  { id: 'U49', input: 'http://0x7f.1/', reason: 'private-ip' },
  { id: 'U50', input: 'http://0177.0.0.1/', reason: 'private-ip' },
  { id: 'U51', input: 'http://①②⑦.⓪.⓪.①/', reason: 'private-ip' },
  { id: 'U52', input: 'http://[::1]/', reason: 'private-ip' },
  { id: 'U53', input: 'http://[::ffff:127.0.0.1]/', reason: 'private-ip' },
  { id: 'U54', input: 'http://[64:ff9b::7f00:1]/', reason: 'private-ip' },
  { id: 'U55', input: 'http://[fd00:ec2::254]/', reason: 'private-ip' },
  { id: 'U56', input: 'http://169.254.169.254/latest/meta-data/', reason: 'private-ip' },
  { id: 'U57', input: 'http://100.100.100.200/', reason: 'private-ip' },
  { id: 'U58', input: 'http://0.0.0.0/', reason: 'private-ip' },
  { id: 'U59', input: 'http://10.0.0.1/', reason: 'private-ip' },
  // Names inside.
  { id: 'U60', input: 'http://localhost:3000/', reason: 'internal-name' },
  { id: 'U61', input: 'http://metadata.google.internal/', reason: 'internal-name' },
  { id: 'U62', input: 'http://intranet/', reason: 'internal-name' },
  {
    id: 'U63',
    input: 'http://127.0.0.1.nip.io/',
    href: 'http://127.0.0.1.nip.io/',
    warnings: ['resolves-private'],
  },
  // This service, and services like it.
  { id: 'U64', input: 'https://sho.rt/abc', reason: 'loop' },
  { id: 'U65', input: 'https://SHO.RT./abc', reason: 'loop' },
  { id: 'U66', input: 'https://www.sho.rt/abc', reason: 'loop' },
  { id: 'U67', input: 'https://ｓｈｏ.ｒｔ/abc', reason: 'loop' },
  { id: 'U68', input: 'https://sho%2ert/abc', reason: 'loop' },
  { id: 'U69', input: 'https://bit.ly/abc', reason: 'shortener-chain' },
  // Lookalike letters.
  {
    id: 'U70',
    input: 'https://payp\u03b1l.com/',
    href: 'https://xn--paypl-g9d.com/',
    warnings: ['idn-mixed'],
  },
  {
    id: 'U71',
    input: 'https://xn--80ak6aa92e.com/',
    href: 'https://xn--80ak6aa92e.com/',
    warnings: ['idn-mixed'],
  },
  // Ports, shapes and lengths.
  { id: 'U72', input: 'https://example.com:22/', reason: 'port' },
  { id: 'U73', input: 'https://example.com:99999/', reason: 'unparsable' },
  { id: 'U74', input: 'https:///path', reason: 'malformed' },
  { id: 'U75', input: 'https://exa mple.com/', reason: 'unparsable' },
  { id: 'U76', input: `https://example.com/${'a'.repeat(2100)}`, reason: 'too-long' },
  { id: 'U77', input: '', reason: 'empty' },
  { id: 'U78', input: 'https://', reason: 'unparsable' },
  { id: 'U79', input: 'http://[1:0:1:0:1:0:1:0]/', reason: 'private-ip' },
  { id: 'U80', input: 'http://foo.09../', reason: 'host' },
  // Real pages that stricter rules would refuse.
  {
    id: 'U81',
    input: 'https://www.land-planning.org/landscape\\%20architects.html',
    href: 'https://www.land-planning.org/landscape/%20architects.html',
  },
  {
    id: 'U82',
    input: 'https://www.kia.gov.tw/english/e_index.asp',
    href: 'https://www.kia.gov.tw/english/e_index.asp',
  },
];
