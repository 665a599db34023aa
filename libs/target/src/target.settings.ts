/** Longest URL in UTF-16 units, of the raw input and of the stored href alike; longer ones fail in proxies and mail clients. */
export const URL_LENGTH_MAX = 2_048;

/** Shortest and longest alias in characters; the redirect route matches the same bounds, so others can never be looked up. */
export const ALIAS_LENGTH_MIN = 3;
export const ALIAS_LENGTH_MAX = 64;

/** Longest host name and longest label of one in octets (RFC 1035, section 2.3.4, less the root label). */
export const HOST_LENGTH_MAX = 253;
export const HOST_LABEL_LENGTH_MAX = 63;

/**
 * Hosts of well-known link shorteners. A chain of shorteners hides the destination from every check made here and
 * breaks as soon as one of them closes. Matched exactly: a suffix match would refuse `start.co` because of `t.co`.
 */
export const SHORTENER_HOSTS: readonly string[] = [
  'adf.ly',
  'amzn.to',
  'bit.ly',
  'bl.ink',
  'buff.ly',
  'clck.ru',
  'cutt.ly',
  'dlvr.it',
  'dub.sh',
  'fb.me',
  'git.io',
  'goo.gl',
  'is.gd',
  'j.mp',
  'kutt.it',
  'lnkd.in',
  'ow.ly',
  'rb.gy',
  'rebrand.ly',
  's.id',
  'shorturl.at',
  't.co',
  't.ly',
  'tiny.cc',
  'tinyurl.com',
  'trib.al',
  'v.gd',
];
