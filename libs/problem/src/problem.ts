/**
 * What went wrong, seen from the caller: a closed list. One filter maps kinds to HTTP statuses;
 * a kind says nothing about HTTP itself, so stores and jobs may throw one too.
 */
export const problemKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'absent',
  'gone',
  'blocked',
  'conflict',
  'stale',
  'too-large',
  'limited',
  'unavailable',
] as const;

export type ProblemKind = (typeof problemKinds)[number];

/** One broken rule of an input, as RFC 9457 section 3.1 lists them: where, which, and how to mend it. */
export interface InputFault {
  /** RFC 6901 JSON pointer into the body, `?name` for a query field, `#Name` for a header field. */
  readonly pointer: string;
  readonly rule: string;
  readonly message: string;
}

export interface ProblemDetails {
  readonly detail: string;
  readonly errors?: readonly InputFault[];
  readonly retryAfterSeconds?: number;
  /** Kept for the log, never shown. */
  readonly cause?: unknown;
}

/** An expected failure with a stable code (`link/version-stale`) and words that are safe to show. */
export class Problem extends Error {
  readonly errors: readonly InputFault[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly kind: ProblemKind,
    readonly code: string,
    readonly title: string,
    details: ProblemDetails,
  ) {
    super(details.detail, { cause: details.cause });
    this.name = 'Problem';
    this.errors = details.errors ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

export interface ProblemEntry {
  readonly kind: ProblemKind;
  readonly title: string;
}

/** A lib's closed list of problems. `code` is the list's name, a slash, and the entry's key. */
export class ProblemCatalogue<Key extends string> {
  constructor(
    readonly name: string,
    readonly entries: Readonly<Record<Key, ProblemEntry>>,
  ) {}

  problem(key: Key, details: ProblemDetails): Problem {
    const { kind, title } = this.entries[key];
    return new Problem(kind, `${this.name}/${key}`, title, details);
  }
}
