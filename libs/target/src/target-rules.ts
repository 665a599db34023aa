import { addressOf, canonicalHost, isPublicAddress, withoutWww, type IpAddress } from './host.js';
import { isInternalName } from './internal-names.js';
import { BAD_PORTS } from './bad-ports.js';
import type { TargetReason } from './target-reasons.js';
import { HOST_LABEL_LENGTH_MAX, HOST_LENGTH_MAX } from './target.settings.js';

/** What the rules compare with; hosts are canonical and without `www.`. */
export interface TargetLimits {
  readonly urlLengthMax: number;
  readonly ownHosts: ReadonlySet<string>;
  readonly shortenerHosts: ReadonlySet<string>;
}

/** A URL after its one parse. `host` is canonical; `address` is set where the host is an IP literal. */
export interface ParsedTarget {
  readonly url: URL;
  readonly host: string;
  readonly address: IpAddress | undefined;
}

type Rule<Subject> = readonly [
  reason: TargetReason,
  isBroken: (subject: Subject, limits: TargetLimits) => boolean,
];

/**
 * Asked of the raw text, first rule first. They exist because the parser forgives too much: it drops tabs and line
 * breaks, turns backslashes into slashes and accepts any number of slashes, so two readers of one text may see two hosts.
 */
export const RAW_RULES: readonly Rule<string>[] = [
  ['empty', isBlank],
  ['too-long', isRawTooLong],
  ['control', hasControlCharacter],
  ['surrogate', hasLoneSurrogate],
  ['relative', hasNoScheme],
  ['backslash', hasBackslashBeforePath],
  ['malformed', lacksExactlyTwoSlashes],
];

/** Asked of the parsed URL, first rule first; between the two tables stands `unparsable`. */
export const PARSED_RULES: readonly Rule<ParsedTarget>[] = [
  ['scheme', hasOtherScheme],
  ['userinfo', hasUserinfo],
  ['private-ip', isPrivateIp],
  ['host', hasImpossibleHost],
  ['internal-name', hasInternalName],
  ['loop', isOwnHost],
  ['shortener-chain', isShortener],
  ['port', hasBadPort],
  ['too-long', isHrefTooLong],
];

/** The reason of the first rule that the subject breaks, or undefined when it keeps them all. */
export function firstBroken<Subject>(
  rules: readonly Rule<Subject>[],
  subject: Subject,
  limits: TargetLimits,
): TargetReason | undefined {
  return rules.find(([, isBroken]) => isBroken(subject, limits))?.[0];
}

/** The only place where a target is parsed (WHATWG URL); undefined when the parser refuses it. */
export function parseTarget(raw: string): ParsedTarget | undefined {
  try {
    const url = new URL(raw);
    const host = canonicalHost(url.hostname);
    return { url, host, address: addressOf(host) };
  } catch {
    return undefined;
  }
}

/** Spaces around a URL come from copying and are forgiven, so text of spaces alone is as good as none. */
function isBlank(raw: string): boolean {
  return /^ *$/.test(raw);
}

function isRawTooLong(raw: string, { urlLengthMax }: TargetLimits): boolean {
  return raw.length > urlLengthMax;
}

function hasControlCharacter(raw: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what this rule is about
  return /[\u0000-\u001f\u007f]/.test(raw);
}

/** The parser would silently put U+FFFD in its place, and the raw text could not be stored as UTF-8. */
function hasLoneSurrogate(raw: string): boolean {
  return !raw.isWellFormed();
}

function hasNoScheme(raw: string): boolean {
  return !/^ *[a-z][a-z0-9+.-]*:/i.test(raw);
}

/** Only where it can move the host: real pages do have backslashes in their paths. */
function hasBackslashBeforePath(raw: string): boolean {
  return /^ *https?:\/*[^/?#]*\\/i.test(raw);
}

/** Other schemes are left to the rule `scheme`, which gives the better advice. */
function lacksExactlyTwoSlashes(raw: string): boolean {
  return /^ *https?:(?!\/\/(?:[^/]|$))/i.test(raw);
}

function hasOtherScheme({ url }: ParsedTarget): boolean {
  return url.protocol !== 'https:' && url.protocol !== 'http:';
}

function hasUserinfo({ url }: ParsedTarget): boolean {
  return url.username !== '' || url.password !== '';
}

function isPrivateIp({ address }: ParsedTarget): boolean {
  return address !== undefined && !isPublicAddress(address);
}

function hasImpossibleHost({ host }: ParsedTarget): boolean {
  const isLabelImpossible = (label: string) => label === '' || label.length > HOST_LABEL_LENGTH_MAX;
  return host.length > HOST_LENGTH_MAX || host.split('.').some(isLabelImpossible);
}

function hasInternalName({ host, address }: ParsedTarget): boolean {
  return address === undefined && isInternalName(host);
}

function isOwnHost({ host }: ParsedTarget, { ownHosts }: TargetLimits): boolean {
  return ownHosts.has(withoutWww(host));
}

function isShortener({ host }: ParsedTarget, { shortenerHosts }: TargetLimits): boolean {
  return shortenerHosts.has(withoutWww(host));
}

function hasBadPort({ url }: ParsedTarget): boolean {
  return BAD_PORTS.has(url.port);
}

/** Percent-encoding and punycode lengthen a URL, so what is stored is measured again. */
function isHrefTooLong({ url }: ParsedTarget, { urlLengthMax }: TargetLimits): boolean {
  return url.href.length > urlLengthMax;
}
