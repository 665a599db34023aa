import type { LinkChange, LinkState, Operation } from './operation.ts';

export interface LinkStand {
  readonly url: string;
  readonly state: LinkState;
}

/** How each acknowledged link may stand by now: several ways where a change was never answered. */
export type ExpectedLinks = ReadonlyMap<string, readonly LinkStand[]>;

/** One writer per link is assumed: its changes happened in the order in which they were asked for. */
export function expectedLinks(history: readonly Operation[]): ExpectedLinks {
  const links = new Map<string, readonly LinkStand[]>();
  for (const operation of history.toSorted((one, other) => one.t0 - other.t0)) {
    if (operation.op === 'create' && operation.told === 'ok')
      links.set(operation.name!, [{ url: operation.url, state: 'active' }]);
    if (operation.op === 'change' && operation.told !== 'fail') {
      const before = links.get(operation.name) ?? [];
      const after = before.map((stand) => changed(stand, operation.change));
      links.set(operation.name, operation.told === 'ok' ? after : [...before, ...after]);
    }
  }
  return links;
}

/** A blocked or deleted link stays that, whatever is asked of it. */
function changed(stand: LinkStand, change: LinkChange): LinkStand {
  if (stand.state === 'blocked' || stand.state === 'deleted') return stand;
  return { ...stand, ...change };
}
