import { ProblemCatalogue } from '@fleetlink/problem';
import { ALIAS_REASONS, TARGET_REASONS } from '@fleetlink/target';

export const createProblems = new ProblemCatalogue('create', {
  'idempotency-key': { kind: 'invalid', title: 'That is no Idempotency-Key' },
  'if-match': { kind: 'invalid', title: 'That is no version' },
  'bulk-size': { kind: 'too-large', title: 'Too many links in one request' },
  'item-failed': { kind: 'unavailable', title: 'A link of a bulk request failed' },
  'lines-late': { kind: 'unavailable', title: 'The lines of a bulk request stopped coming' },
  'line-size': { kind: 'too-large', title: 'A line is too long' },
});

/** One problem per reason of the target policy: `url/scheme`, `url/private-ip`, … */
export const urlProblems = new ProblemCatalogue(
  'url',
  entriesFor(TARGET_REASONS, 'This URL cannot be shortened'),
);

/** One problem per reason of the alias policy: `alias/length`, `alias/reserved`, … */
export const aliasFormProblems = new ProblemCatalogue(
  'alias',
  entriesFor(ALIAS_REASONS, 'That alias cannot be used'),
);

function entriesFor<Reason extends string>(reasons: Readonly<Record<Reason, unknown>>, title: string) {
  const entries = Object.keys(reasons).map((reason) => [reason, { kind: 'invalid', title }]);
  return Object.fromEntries(entries) as Record<Reason, { kind: 'invalid'; title: string }>;
}
