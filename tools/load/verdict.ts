/** Whether a run met the plan's targets, as the rows of a table. */
import { CACHE_HIT_SHARE_MIN } from '../../load-tests/plan.ts';
import { count } from '../demo/progress.ts';

export interface LoadOutcome {
  /** k6's own. */
  readonly isWithinThresholds: boolean;
  readonly redirectsAnswered: number;
  /** k6 gave up on these; they may have been answered and counted after that. */
  readonly redirectsUnanswered: number;
  readonly clicksCounted: number;
  /** Redirects that no shard was asked for; undefined where nobody could be asked. */
  readonly cacheHits: number | undefined;
}

export interface Finding {
  readonly what: string;
  readonly told: string;
  /** Undefined where it could not be found out. */
  readonly isMet: boolean | undefined;
}

export function findingsOf(outcome: LoadOutcome): Finding[] {
  const { isWithinThresholds, redirectsAnswered } = outcome;
  const thresholds = {
    what: 'thresholds',
    told: isWithinThresholds ? 'met' : 'MISSED, see above',
    isMet: isWithinThresholds,
  };
  return redirectsAnswered === 0 ? [thresholds] : [thresholds, hitsOf(outcome), clicksOf(outcome)];
}

export function verdictOf(findings: readonly Finding[]): {
  readonly isRight: boolean;
  readonly told: string;
} {
  const missed = findings.filter(({ isMet }) => isMet === false).map(({ what }) => what);
  if (missed.length > 0) return { isRight: false, told: `MISSED: ${missed.join(', ')}` };
  const isKnown = findings.every(({ isMet }) => isMet !== undefined);
  return { isRight: true, told: isKnown ? 'every target was met' : 'every target that was read was met' };
}

function hitsOf({ cacheHits, redirectsAnswered }: LoadOutcome): Finding {
  const what = 'cache hits';
  if (cacheHits === undefined)
    return { what, told: 'not read: name the lookup processes with --lookup URL', isMet: undefined };
  const share = cacheHits / redirectsAnswered;
  const isMet = share > CACHE_HIT_SHARE_MIN;
  const told = `${(share * 100).toFixed(1)} % of the redirects, of more than ${CACHE_HIT_SHARE_MIN * 100} %: ${isMet ? 'met' : 'MISSED'}`;
  return { what, told, isMet };
}

function clicksOf({ redirectsAnswered, redirectsUnanswered, clicksCounted }: LoadOutcome): Finding {
  const late = redirectsUnanswered > 0 ? `, ${count(redirectsUnanswered)} not in time` : '';
  const more = clicksCounted - redirectsAnswered;
  return {
    what: 'clicks',
    told: `${count(redirectsAnswered)} redirects answered${late}, ${count(clicksCounted)} clicks counted`,
    isMet: more >= 0 && more <= redirectsUnanswered,
  };
}
