import { canonicalHost, withoutWww } from './host.js';
import { TARGET_REASONS, type TargetReason } from './target-reasons.js';
import { firstBroken, PARSED_RULES, parseTarget, RAW_RULES, type TargetLimits } from './target-rules.js';
import { warningsFor, type TargetWarning } from './target-warnings.js';
import { SHORTENER_HOSTS, URL_LENGTH_MAX } from './target.settings.js';

/** Accepted with the form to store and send, or refused with a stable reason and a sentence safe to show. */
export type TargetVerdict =
  | { readonly ok: true; readonly href: string; readonly warnings: TargetWarning[] }
  | { readonly ok: false; readonly reason: TargetReason; readonly message: string };

export interface TargetPolicySettings {
  /** Hosts of this service in any spelling, such as `sho.rt`; `www.` and every port are meant too. */
  readonly ownHosts: readonly string[];
  /** In UTF-16 units, for the raw input and for the href. */
  readonly urlLengthMax?: number;
  /** Hosts of other shorteners; matched whole, with or without `www.`. */
  readonly shortenerHosts?: readonly string[];
}

/** Decides which long URLs may be shortened. Pure: it resolves no name and opens no connection. */
export class TargetPolicy {
  private readonly limits: TargetLimits;

  /** @throws TypeError when a listed host is not one. */
  constructor({ ownHosts, urlLengthMax, shortenerHosts }: TargetPolicySettings) {
    this.limits = {
      urlLengthMax: urlLengthMax ?? URL_LENGTH_MAX,
      ownHosts: hostSet(ownHosts),
      shortenerHosts: hostSet(shortenerHosts ?? SHORTENER_HOSTS),
    };
  }

  /**
   * Judges one URL; never throws. The href is the WHATWG serialisation: ASCII, http or https, free of userinfo, at
   * most `urlLengthMax` long, and judged again it comes out unchanged. Send that, not the raw input, as `Location`.
   */
  judge(input: string): TargetVerdict {
    const rawFault = firstBroken(RAW_RULES, input, this.limits);
    if (rawFault) return refused(rawFault);
    const parsed = parseTarget(input);
    if (!parsed) return refused('unparsable');
    const parsedFault = firstBroken(PARSED_RULES, parsed, this.limits);
    if (parsedFault) return refused(parsedFault);
    return { ok: true, href: parsed.url.href, warnings: warningsFor(parsed.host) };
  }
}

function refused(reason: TargetReason): TargetVerdict {
  return { ok: false, reason, message: TARGET_REASONS[reason] };
}

/** The hosts spelled as the rules compare them; parsing them as URLs gives both sides one spelling. */
function hostSet(hosts: readonly string[]): ReadonlySet<string> {
  return new Set(hosts.map((host) => withoutWww(canonicalHost(new URL(`http://${host}`).hostname))));
}
