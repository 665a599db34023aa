/** Whether a run met the plan's targets, as the rows of a table. */
import { CACHE_HIT_SHARE_MIN } from '../../load-tests/plan.ts';
import { count } from '../demo/progress.ts';

export interface LoadOutcome {
  /** k6's own. */
  readonly isWithinThresholds: boolean;
  readonly redirectsAnswered: number;
  /** Some may have been redirected, and counted, too late for whoever waited. */
  readonly redirectsFailed: number;
  readonly clicksCounted: number;
  /** Of the links looked up, those that no shard was asked for; undefined where nobody could be asked. */
  readonly cacheHitShare: number | undefined;
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

function hitsOf({ cacheHitShare: share }: LoadOutcome): Finding {
  const what = 'cache hits';
  if (share === undefined)
    return { what, told: 'not read: name the lookup processes with --lookup URL', isMet: undefined };
  const isMet = share > CACHE_HIT_SHARE_MIN;
  const target = `more than ${CACHE_HIT_SHARE_MIN * 100} %`;
  return { what, told: `${(share * 100).toFixed(1)} %, ${target}: ${isMet ? 'met' : 'MISSED'}`, isMet };
}

function clicksOf({ redirectsAnswered, redirectsFailed, clicksCounted }: LoadOutcome): Finding {
  const late = redirectsFailed > 0 ? `, ${count(redirectsFailed)} not` : '';
  const more = clicksCounted - redirectsAnswered;
  return {
    what: 'clicks',
    told: `${count(redirectsAnswered)} redirects answered${late}, ${count(clicksCounted)} clicks counted`,
    isMet: more >= 0 && more <= redirectsFailed,
  };
}
