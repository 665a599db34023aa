import type { ChangeOperation, FollowOperation, Operation } from './operation.ts';

export interface Reading {
  readonly follow: FollowOperation;
  /** The edit whose destination it was, counted from 0; -1 for the one before all edits. */
  readonly seen: number;
  /** How long ago the first change that the answer did not know had been acknowledged when it was asked for. */
  readonly staleMs: number;
}

/** Redirects of links whose destination changed; each destination is given to a link once. */
export function stalenessIn(history: readonly Operation[]): Reading[] {
  const edits = Map.groupBy(history.filter(isAcknowledgedEdit), ({ name }) => name);
  return history.filter(isAnswered).flatMap((follow) => {
    const known = edits.get(follow.name);
    return known ? [readingOf(follow, known)] : [];
  });
}

/** Readings that are older than one which had ended before they began, at the same lookup and of the same link. */
export function stepsBackIn(readings: readonly Reading[]): Reading[] {
  const sessions = Map.groupBy(readings, ({ follow }) => `${follow.via} ${follow.name}`);
  return [...sessions.values()].flatMap((session) =>
    session.filter(({ follow, seen }) =>
      session.some((before) => before.follow.t1 < follow.t0 && before.seen > seen),
    ),
  );
}

/** One writer per link: its edits were acknowledged in the order in which they were asked for. */
function readingOf(follow: FollowOperation, edits: readonly Edit[]): Reading {
  const seen = edits.findIndex(({ change }) => change.url === follow.location);
  const missed = edits[seen + 1];
  return { follow, seen, staleMs: missed ? Math.max(0, follow.t0 - missed.t1) : 0 };
}

function isAnswered(operation: Operation): operation is FollowOperation {
  return operation.op === 'follow' && operation.told === 'ok';
}

type Edit = ChangeOperation & { readonly change: { readonly url: string } };

function isAcknowledgedEdit(operation: Operation): operation is Edit {
  return operation.op === 'change' && operation.told === 'ok' && 'url' in operation.change;
}
