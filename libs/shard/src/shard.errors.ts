import { ProblemCatalogue } from '@fleetlink/problem';

export const shardProblems = new ProblemCatalogue('shard', {
  unavailable: { kind: 'unavailable', title: 'The part of the links that holds this name is not available' },
  moved: { kind: 'unavailable', title: 'This name is being moved' },
  unanswered: { kind: 'unavailable', title: 'A shard did not answer in time' },
  busy: { kind: 'unavailable', title: 'Too much work is waiting' },
});

export const RETRY_AFTER_SECONDS = 1;
