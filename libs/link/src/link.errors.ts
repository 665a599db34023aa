import { ProblemCatalogue } from '@fleetlink/problem';

export const linkProblems = new ProblemCatalogue('link', {
  absent: { kind: 'absent', title: 'There is no such link' },
  deleted: { kind: 'gone', title: 'This link was deleted' },
  blocked: { kind: 'forbidden', title: 'This link is blocked and cannot be changed' },
  'version-stale': { kind: 'stale', title: 'The link was changed meanwhile' },
  cursor: { kind: 'invalid', title: 'That is no cursor of this list' },
  minting: { kind: 'unavailable', title: 'No code can be given out right now' },
  'outcome-unknown': { kind: 'unavailable', title: 'Whether the link was made is not known' },
});

export const aliasProblems = new ProblemCatalogue('alias', {
  taken: { kind: 'conflict', title: 'That alias is taken' },
});

export const idempotencyProblems = new ProblemCatalogue('idempotency', {
  mismatch: { kind: 'conflict', title: 'That Idempotency-Key was used for another link' },
});

export const RETRY_AFTER_SECONDS = 1;
