/**
 * Every reason to refuse a long URL, with the sentence shown to the caller: the rule that was broken and how to mend
 * it. The sentences quote nothing from the input, so they are safe to show and to log. The API sends `url/<reason>`.
 */
export const TARGET_REASONS = {
  empty: 'The URL is empty; send an absolute address such as https://example.com/page.',
  'too-long':
    'The URL is longer than this service stores; drop what the page does not need from its path, query or fragment.',
  control:
    'The URL contains a control character such as a tab, a line break or NUL; remove it or percent-encode it.',
  surrogate:
    'The URL contains half of a Unicode character (a lone surrogate); send it again as well-formed Unicode text.',
  relative: 'The URL has no scheme; write it in full, starting with https:// or http://.',
  backslash:
    'The URL has a backslash in or before its host, where browsers read it as a slash; write / there.',
  malformed: 'The scheme must be followed by exactly two slashes and a host, as in https://example.com/.',
  unparsable:
    'The URL cannot be parsed; check its host name, its port and the brackets around an IPv6 address.',
  scheme: 'Only http and https addresses can be shortened; use the address of a web page, written in full.',
  userinfo: 'The URL carries a user name or password before an @; remove that part and the @.',
  'private-ip':
    'The host is a private, local or reserved IP address; use one that the public internet can reach.',
  host: 'The host name has an empty part or is longer than DNS allows; check its dots and its spelling.',
  'internal-name':
    'The host name exists only inside a private network; use a full host name that the public internet can reach.',
  loop: 'The URL points back to this service; shorten the address that the short link leads to.',
  'shortener-chain': 'The URL points to another link shortener; shorten the address that it leads to.',
  port: 'Browsers refuse to open this port; use one that serves web pages, such as 80, 443 or 8080.',
} as const;

export type TargetReason = keyof typeof TARGET_REASONS;
