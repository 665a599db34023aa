import { Problem, ProblemCatalogue } from '@fleetlink/problem';

export const postgresProblems = new ProblemCatalogue('postgres', {
  unreachable: { kind: 'unavailable', title: 'A database cannot be reached' },
  deadline: { kind: 'unavailable', title: 'A database did not answer in time' },
});

/** How soon a caller may try again after a database failed it. */
const RETRY_AFTER_SECONDS = 1;

/**
 * SQLSTATE classes and codes that say "not now" rather than "not so" (PostgreSQL 18, appendix A):
 * connection, resources, operator intervention, and a transaction that met another's.
 */
const passingStates = /^(08|53|57|25006|40001|40P01|55P03)/;

/** node-postgres words its own failures instead of giving them a code. */
const connectionWords = /connection|connect ECONN|ENOENT|timeout|terminat|socket|shutting down|read-only/i;

/** True when the statement may succeed elsewhere or later: the server or the way to it failed. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Problem) return error.kind === 'unavailable';
  const { code, message } = error as { code?: string; message?: string };
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code)) return passingStates.test(code);
  return connectionWords.test(`${code ?? ''} ${message ?? ''}`);
}

/** Wraps passing failures as a problem of kind `unavailable`; everything else is returned as it is. */
export function asProblem(error: unknown, database: string): unknown {
  if (error instanceof Problem || !isPassing(error)) return error;
  return postgresProblems.problem('unreachable', {
    detail: `The database ${database} is not available right now.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: error,
  });
}

export function deadlinePassed(database: string, deadlineMs: number): Problem {
  return postgresProblems.problem('deadline', {
    detail: `The database ${database} did not answer within ${deadlineMs} ms.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
