/**
 * What a client asked for and what it was told; the lines of a history. Times are milliseconds since the trial began.
 */
export type Operation = CreateOperation | ChangeOperation | FollowOperation;

/**
 * `ok`: answered for good. `fail`: refused, nothing was done. `unknown`: done or not, both is right; a broken
 * connection and a 5xx tell no more.
 */
export type Told = 'ok' | 'fail' | 'unknown';

interface OperationBase {
  readonly id: number;
  readonly t0: number;
  readonly t1: number;
  readonly told: Told;
  /** 0 where there was no answer. */
  readonly status: number;
}

export interface CreateOperation extends OperationBase {
  readonly op: 'create';
  /** Null where the answer would have given it and did not come. */
  readonly name: string | null;
  readonly url: string;
}

export interface ChangeOperation extends OperationBase {
  readonly op: 'change';
  readonly name: string;
  readonly change: LinkChange;
}

export interface FollowOperation extends OperationBase {
  readonly op: 'follow';
  readonly name: string;
  /** The lookup that was asked, or the gateway. */
  readonly via: string;
  readonly location: string | null;
}

export type LinkState = 'active' | 'disabled' | 'deleted' | 'blocked';

export type LinkChange = { readonly url: string } | { readonly state: LinkState };
