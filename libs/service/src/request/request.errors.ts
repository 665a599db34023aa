import { Problem, ProblemCatalogue, type ProblemKind } from '@fleetlink/problem';

/** Faults of a request itself, before any use case sees it, and the one answer for our own faults. */
export const requestProblems = new ProblemCatalogue('request', {
  invalid: { kind: 'invalid', title: 'The request is not valid' },
  overloaded: { kind: 'unavailable', title: 'Too many requests are being worked on' },
});

/** The status of each kind of problem: the only place where a kind meets HTTP. */
export const statusOfKind: Readonly<Record<ProblemKind, number>> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  absent: 404,
  gone: 410,
  blocked: 451,
  conflict: 409,
  stale: 412,
  'too-large': 413,
  limited: 429,
  unavailable: 503,
};

export interface StatusFault {
  readonly code: string;
  readonly kind: ProblemKind;
  readonly title: string;
  readonly detail: string;
}

/**
 * What Fastify, Nest and Node refuse by status alone. Their own messages are not passed on: some repeat
 * what the client sent.
 */
export const statusFaults: Readonly<Record<number, StatusFault>> = {
  400: fault('malformed', 'invalid', 'The request is malformed', 'The server cannot read this request.'),
  401: fault('unauthenticated', 'unauthenticated', 'Who are you?', 'This needs an API key.'),
  403: fault('forbidden', 'forbidden', 'Not allowed', 'The caller may not do this.'),
  404: fault('no-route', 'absent', 'Nothing is here', 'No resource has this path.'),
  405: fault('method', 'invalid', 'Method not allowed', 'See the Allow field for the methods of this path.'),
  406: fault('not-acceptable', 'invalid', 'Not acceptable', 'No representation suits the Accept field.'),
  408: fault('timeout', 'invalid', 'The request took too long', 'The request did not arrive in time.'),
  409: fault('conflict', 'conflict', 'Conflict', 'The request does not fit the present state.'),
  410: fault('gone', 'gone', 'Gone', 'The resource is gone.'),
  413: fault('too-large', 'too-large', 'The body is too large', 'The body exceeds the limit of this path.'),
  414: fault('url-too-long', 'invalid', 'The URL is too long', 'The URL exceeds the limit.'),
  415: fault('media-type', 'invalid', 'Unsupported media type', 'Send the body as application/json.'),
  422: fault('invalid', 'invalid', 'The request is not valid', 'The request breaks a rule of this path.'),
  429: fault('limited', 'limited', 'Too many requests', 'Slow down and try again later.'),
  431: fault('headers-too-large', 'too-large', 'Header fields too large', 'The header exceeds the limit.'),
  500: fault('internal', 'unavailable', 'Internal error', 'Something went wrong on our side.'),
  503: fault('unavailable', 'unavailable', 'Not available', 'The service cannot answer right now.'),
};

export function problemOfStatus(status: number): { readonly status: number; readonly problem: Problem } {
  const known = statusFaults[status] ? status : status < 500 ? 400 : 500;
  const { kind, code, title, detail } = statusFaults[known] as StatusFault;
  return { status: known, problem: new Problem(kind, `request/${code}`, title, { detail }) };
}

function fault(code: string, kind: ProblemKind, title: string, detail: string): StatusFault {
  return { code, kind, title, detail };
}
