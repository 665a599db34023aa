import type { InputFault, Problem } from './problem.js';

/** The media type of every error body (RFC 9457 section 3). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** RFC 9457 problem details, with the product's stable `code` and the request's id. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly instance?: string;
  readonly requestId?: string;
  readonly errors?: readonly InputFault[];
}

export interface ProblemOccurrence {
  readonly status: number;
  /** The path that failed, without its query: queries may carry secrets. */
  readonly instance?: string;
  readonly requestId?: string;
}

export function problemBody(problem: Problem, occurrence: ProblemOccurrence): ProblemBody {
  return {
    type: `urn:fleetlink:problem:${problem.code}`,
    title: problem.title,
    status: occurrence.status,
    detail: problem.message,
    code: problem.code,
    ...(occurrence.instance !== undefined && { instance: occurrence.instance }),
    ...(occurrence.requestId !== undefined && { requestId: occurrence.requestId }),
    ...(problem.errors.length > 0 && { errors: problem.errors }),
  };
}
