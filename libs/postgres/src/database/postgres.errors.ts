import { Problem, ProblemCatalogue } from '@fleetlink/problem';

export const postgresProblems = new ProblemCatalogue('postgres', {
  unreachable: { kind: 'unavailable', title: 'A database cannot be reached' },
  'read-only': { kind: 'unavailable', title: 'A database takes no writes right now' },
  deadline: { kind: 'unavailable', title: 'A database did not answer in time' },
});

/** How soon a caller may try again after a database failed it. */
const RETRY_AFTER_SECONDS = 1;

/** Every SQLSTATE has a digit, which tells it from Node's codes: EPIPE has five letters too. */
const sqlState = /^(?=.*\d)[0-9A-Z]{5}$/;

/** read_only_sql_transaction: the write reached a server that is no primary (any more), and did nothing there. */
const READ_ONLY = '25006';

/**
 * SQLSTATE classes and codes that say "not now" rather than "not so" (PostgreSQL 18, appendix A): connection,
 * refused log-in, missing database, resources, operator intervention, and a transaction that met another's.
 */
const passingStates = /^(08|28|3D|53|57|25006|40001|40P01|55P03)/;

/** Node's own codes (errno(3)); with two addresses of a host it throws an error that has nothing but the code. */
const systemCode = /^E(?!RR_)[A-Z_]+$/;

/** node-postgres words its own failures instead of giving them a code. */
const connectionWords = /connection|timeout|terminat|socket|pool after calling end/i;

/** True when the statement may succeed elsewhere or later: the server or the way to it failed. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Problem) return error.kind === 'unavailable';
  const { code, message } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string') return connectionWords.test(message ?? '');
  return sqlState.test(code) ? passingStates.test(code) : systemCode.test(code);
}

/** Wraps passing failures as a problem of kind `unavailable`; everything else is returned as it is. */
export function asProblem(error: unknown, database: string): unknown {
  if (error instanceof Problem || !isPassing(error)) return error;
  if ((error as { code?: unknown }).code === READ_ONLY)
    return postgresProblems.problem('read-only', {
      detail: `The database ${database} has given up its role; nothing was written.`,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
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

export function databaseClosed(database: string): Problem {
  return postgresProblems.problem('unreachable', {
    detail: `This process has closed its connections to the database ${database}.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
