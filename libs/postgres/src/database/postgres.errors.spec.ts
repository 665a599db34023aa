import { Problem } from '@fleetlink/problem';
import { describe, expect, it } from '@jest/globals';
import { asProblem, isPassing } from './postgres.errors.js';

const withCode = (code: string, message = '') => Object.assign(new Error(message), { code });

const named = (errors: readonly Error[]) =>
  errors.map(
    (error) => [`${(error as { code?: string }).code ?? ''} ${error.message}`.trim(), error] as const,
  );

describe('isPassing', () => {
  it.each(
    named([
      withCode('ECONNREFUSED'),
      withCode('ECONNRESET'),
      withCode('EPIPE', 'write EPIPE'),
      withCode('ETIMEDOUT', 'connect ETIMEDOUT 10.0.0.1:5432'),
      withCode('EHOSTUNREACH'),
      withCode('EAI_AGAIN', 'getaddrinfo EAI_AGAIN shard-0'),
      withCode('ENOENT', 'connect ENOENT /run/postgres/.s.PGSQL.5432'),
      withCode('57P01', 'terminating connection due to administrator command'),
      withCode('57014', 'canceling statement due to statement timeout'),
      withCode('3D000', 'database "shard_0" does not exist'),
      withCode('25006', 'cannot execute INSERT in a read-only transaction'),
      withCode('40P01', 'deadlock detected'),
      new Error('Connection terminated unexpectedly'),
      new Error('Query read timeout'),
      new Error('timeout exceeded when trying to connect'),
      new Error('Cannot use a pool after calling end on the pool'),
      new Problem('unavailable', 'x/y', 'title', { detail: 'detail' }),
    ]),
  )('is true for %s', (_name, error) => {
    expect(isPassing(error)).toBe(true);
    expect(asProblem(error, 'shard-0')).toMatchObject({ kind: 'unavailable' });
  });

  it('tells a server that takes no writes, where nothing was stored, from one that went away', () => {
    const readOnly = asProblem(withCode('25006'), 'shard-0');
    expect(readOnly).toMatchObject({ code: 'postgres/read-only', retryAfterSeconds: 1 });
    expect(asProblem(withCode('57P01'), 'shard-0')).toMatchObject({ code: 'postgres/unreachable' });
  });

  it.each(
    named([
      withCode('23505', 'duplicate key value violates unique constraint'),
      withCode('42P01', 'relation "connection" does not exist'),
      withCode('22P05', 'unsupported Unicode escape sequence'),
      withCode('ERR_INVALID_ARG_TYPE', 'The "connection" argument must be a string'),
      new TypeError('Cannot read properties of undefined'),
      new Problem('conflict', 'x/y', 'title', { detail: 'the connection is taken' }),
    ]),
  )('is false for %s', (_name, error) => {
    expect(isPassing(error)).toBe(false);
    expect(asProblem(error, 'shard-0')).toBe(error);
  });
});
