import { Problem } from '@fleetlink/problem';
import { CommandFailure } from '../terminal/command.errors.js';
import { EXIT, type ExitCode } from '../terminal/exit-codes.js';
import type { FleetOrigin } from './fleet.js';

/** Why one database did not do what was asked of it, and what an operator does about it. */
export interface DatabaseFault {
  /** Half a sentence: `nothing listens at its address`. */
  readonly reason: string;
  readonly mend: string;
  readonly exitCode: ExitCode;
}

const START_STANDALONE = 'The standalone is not running: start it with npm start.';
const CHECK_SERVER =
  'See that its server runs and that CATALOG_DATABASE_URL, STATS_DATABASE_URL and SHARDS name it.';
const TRY_AGAIN = 'Try again in a moment.';

/** How the failure of a connection is called, and what helps; without words of its own: look at the server. */
const connectionFaults: Readonly<Record<string, readonly [reason: string, mend?: string]>> = {
  ECONNREFUSED: ['nothing listens at its address'],
  ENOENT: ['its server is not running (no socket)'],
  ENOTFOUND: ['its host name is unknown'],
  EAI_AGAIN: ['its host name cannot be looked up'],
  EHOSTUNREACH: ['its host cannot be reached'],
  ENETUNREACH: ['its network cannot be reached'],
  ECONNRESET: ['the connection broke', TRY_AGAIN],
  ETIMEDOUT: ['it did not answer in time'],
  EACCES: ['this user may not use its socket', 'Run the command as the user who runs Fleetlink.'],
  '28000': ['its server refuses the user', 'Correct the user in its URL, or let that user in (pg_hba.conf).'],
  '28P01': ['its server refuses the password', 'Correct the password in its URL.'],
  '3D000': [
    'its server has no such database',
    'Create it with CREATE DATABASE, then run npx fleetlink migrate.',
  ],
  '53300': ['its server has no connection left', 'Raise max_connections, or lower DATABASE_POOL_SIZE_MAX.'],
  '57P01': ['its server is stopping', TRY_AGAIN],
  '57P03': ['its server is starting or stopping', TRY_AGAIN],
};

const statementFaults: Readonly<Record<string, readonly [reason: string, mend: string]>> = {
  '25006': ['it is read-only', 'Name the primary in its URL, not a replica.'],
  '42501': ['its user may not do that', 'Use the owner of the tables in its URL (`admin` in SHARDS).'],
  '42P01': ['a table is missing', 'Run npx fleetlink migrate.'],
  '55P03': ['somebody else holds a lock', TRY_AGAIN],
};

/** Undefined for an error that no database is to blame for. */
export function databaseFault(error: unknown, origin: FleetOrigin): DatabaseFault | undefined {
  for (const code of codesOf(error)) {
    const [reason, mend] = connectionFaults[code] ?? [];
    if (reason) return { reason, mend: mend ?? look(origin), exitCode: EXIT.unreachable };
    const statement = statementFaults[code];
    if (statement) return { reason: statement[0], mend: statement[1], exitCode: EXIT.failed };
  }
  if (!(error instanceof Problem) || error.kind !== 'unavailable') return undefined;
  return { reason: reasonOf(error), mend: look(origin), exitCode: EXIT.unreachable };
}

/** The failure of a command that needed this database. */
export function databaseFailure(error: unknown, name: string, origin: FleetOrigin): unknown {
  const fault = databaseFault(error, origin);
  if (!fault) return error;
  const { reason, mend, exitCode } = fault;
  return new CommandFailure(`The database ${name} cannot be used: ${reason}.`, {
    mend,
    exitCode,
    cause: error,
  });
}

function look(origin: FleetOrigin): string {
  return origin === 'standalone' ? START_STANDALONE : CHECK_SERVER;
}

/** SQLSTATEs and system codes, from the error inwards: a host of two addresses fails with a list of errors. */
function codesOf(error: unknown): string[] {
  // A failure that is in words already is of something else: of a disk, say, which has the same codes.
  if (typeof error !== 'object' || error === null || error instanceof CommandFailure) return [];
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown; cause?: unknown };
  const within = Array.isArray(errors) ? (errors as unknown[]) : [];
  return [...(typeof code === 'string' ? [code] : []), ...[...within, cause].flatMap(codesOf)];
}

/** node-postgres gives no code to its own failures. */
function reasonOf({ cause, message }: Problem): string {
  const words = `${(cause as Error | undefined)?.message ?? ''} ${message}`;
  if (/timeout|within \d+ ms/i.test(words)) return 'it did not answer in time';
  return /terminat/i.test(words) ? 'the connection broke' : 'it is not available';
}
