import type { ChangeOperation, FollowOperation, Operation } from './operation.ts';

export interface Reading {
  readonly follow: FollowOperation;
  /** How long ago the first change that the answer did not know had been acknowledged when it was asked for. */
  readonly staleMs: number;
}

/** Redirects of links whose destination changed; each destination is given to a link once. */
export function stalenessIn(history: readonly Operation[]): Reading[] {
  const edits = Map.groupBy(history.filter(isAcknowledgedEdit), ({ name }) => name);
  return history.filter(isAnswered).flatMap((follow) => {
    const known = edits.get(follow.name);
    return known ? [{ follow, staleMs: staleness(follow, known) }] : [];
  });
}

/** One writer per link: its edits were acknowledged in the order in which they were asked for. */
function staleness({ location, t0 }: FollowOperation, edits: readonly Edit[]): number {
  const seen = edits.findIndex(({ change }) => change.url === location);
  const missed = edits[seen + 1];
  return missed ? Math.max(0, t0 - missed.t1) : 0;
}

function isAnswered(operation: Operation): operation is FollowOperation {
  return operation.op === 'follow' && operation.told === 'ok';
}

type Edit = ChangeOperation & { readonly change: { readonly url: string } };

function isAcknowledgedEdit(operation: Operation): operation is Edit {
  return operation.op === 'change' && operation.told === 'ok' && 'url' in operation.change;
}
