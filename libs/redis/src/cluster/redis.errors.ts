import { Problem, ProblemCatalogue } from '@fleetlink/problem';

export const redisProblems = new ProblemCatalogue('redis', {
  unavailable: { kind: 'unavailable', title: 'Redis cannot be reached' },
  deadline: { kind: 'unavailable', title: 'Redis did not answer in time' },
});

/** How soon a caller may try again after Redis failed it. */
const RETRY_AFTER_SECONDS = 1;

/**
 * First words of replies that say "not now" rather than "not so": a slot on its way elsewhere, a node that loads,
 * follows or has lost its replicas or its disk, memory that is full, and credentials that an operator must mend.
 */
const PASSING_REPLY =
  /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|READONLY|MASTERDOWN|NOREPLICAS|MISCONF|OOM|BUSY|UNBLOCKED|NOAUTH|WRONGPASS|ERR max number of clients)\b/;

/** Node's own codes (errno(3)). */
const SYSTEM_CODE = /^E(?!RR_)[A-Z_]+$/;

/** ioredis words its own failures instead of giving them a code. */
const CLIENT_WORDS =
  /connection (is|was|attempt)|connection close|timed out|timeout|isn't (ready|writeable)|startup nodes|slots cache|redirections|max retries|ready check|cluster is (ended|disconnect)|allocation group/i;

/** True when the command may succeed elsewhere or later: Redis or the way to it failed. */
export function isRedisPassing(error: unknown): boolean {
  if (error instanceof Problem) return error.kind === 'unavailable';
  if (!(error instanceof Error)) return false;
  if (error.name === 'ReplyError') return PASSING_REPLY.test(error.message);
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? SYSTEM_CODE.test(code) : CLIENT_WORDS.test(error.message);
}

/** Wraps passing failures as a problem of kind `unavailable`; everything else is returned as it is. */
export function asProblem(error: unknown, cluster: string): unknown {
  return error instanceof Problem || !isRedisPassing(error) ? error : unavailable(cluster, error);
}

export function unavailable(cluster: string, cause?: unknown): Problem {
  return redisProblems.problem('unavailable', {
    detail: `The Redis cluster ${cluster} is not available right now.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
}

export function deadlinePassed(cluster: string, deadlineMs: number): Problem {
  return redisProblems.problem('deadline', {
    detail: `The Redis cluster ${cluster} did not answer within ${deadlineMs} ms.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

export function clusterClosed(cluster: string): Problem {
  return redisProblems.problem('unavailable', {
    detail: `This process has closed its connections to the Redis cluster ${cluster}.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
