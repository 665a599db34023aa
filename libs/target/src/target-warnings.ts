import { hasLookalikeLabel } from './lookalike-labels.js';
import { namesPrivateAddress } from './private-dns.js';

/**
 * Facts about an accepted URL that a person should see before trusting it. They are no refusals: honest names are
 * mixed too, and what a name resolves to is only known when it is resolved.
 */
export type TargetWarning = 'idn-mixed' | 'resolves-private';

const WARNINGS: readonly (readonly [TargetWarning, (host: string) => boolean])[] = [
  ['idn-mixed', hasLookalikeLabel],
  ['resolves-private', namesPrivateAddress],
];

/** The warnings that a canonical host deserves, in the order of the table. */
export function warningsFor(host: string): TargetWarning[] {
  return WARNINGS.filter(([, applies]) => applies(host)).map(([warning]) => warning);
}
