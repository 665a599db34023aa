import { ProblemCatalogue } from '@fleetlink/problem';

/** What a question about clicks may get wrong. */
export const statsProblems = new ProblemCatalogue('stats', {
  'time-zone': { kind: 'invalid', title: 'The time zone is not known' },
  range: { kind: 'invalid', title: 'The range of time is empty or reversed' },
  'too-many-buckets': { kind: 'invalid', title: 'The series would be too long' },
});
