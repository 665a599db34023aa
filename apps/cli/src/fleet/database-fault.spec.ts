import { describe, expect, it } from '@jest/globals';
import { postgresProblems } from '@fleetlink/postgres';
import { CommandFailure } from '../terminal/command.errors.js';
import { databaseFailure, databaseFault } from './database-fault.js';

const coded = (code: string, message = 'no') => Object.assign(new Error(message), { code });
const wrapped = (cause: unknown) => postgresProblems.problem('unreachable', { detail: 'not now', cause });

describe('a database that cannot be reached', () => {
  it.each([
    [coded('ECONNREFUSED'), 'nothing listens at its address'],
    [coded('ENOENT'), 'its server is not running (no socket)'],
    [wrapped(coded('ENOTFOUND')), 'its host name is unknown'],
    [Object.assign(new AggregateError([coded('ECONNREFUSED')]), {}), 'nothing listens at its address'],
    [wrapped(coded('28P01')), 'its server refuses the password'],
    [coded('3D000'), 'its server has no such database'],
    [wrapped(new Error('timeout exceeded when trying to connect')), 'it did not answer in time'],
    [postgresProblems.problem('deadline', { detail: 'within 20 ms' }), 'it did not answer in time'],
    [wrapped(new Error('Connection terminated unexpectedly')), 'the connection broke'],
    [wrapped(undefined), 'it is not available'],
  ])('%#: says why, with exit code 3', (error, reason) => {
    expect(databaseFault(error, 'settings')).toMatchObject({ reason, exitCode: 3 });
  });

  it('is mended by starting the standalone, where it is the standalone’s', () => {
    expect(databaseFault(coded('ENOENT'), 'standalone')?.mend).toContain('start it with npm start');
    expect(databaseFault(coded('ENOENT'), 'settings')?.mend).not.toContain('npm start');
    expect(databaseFault(wrapped(undefined), 'standalone')?.mend).toContain('start it with npm start');
  });
});

it('a statement that the database refuses is a failure of ours, with what to do', () => {
  expect(databaseFault(coded('42P01'), 'settings')).toMatchObject({
    exitCode: 1,
    mend: 'Run npx fleetlink migrate.',
  });
});

it('an error that no database is to blame for stays what it is', () => {
  const error = new TypeError('undefined is not a function');
  expect(databaseFault(error, 'settings')).toBeUndefined();
  expect(databaseFailure(error, 'catalog', 'settings')).toBe(error);
  expect(databaseFault('text', 'settings')).toBeUndefined();
});

it('a failure names the database', () => {
  const failure = databaseFailure(coded('ECONNREFUSED'), 'catalog', 'standalone') as CommandFailure;
  expect(failure).toBeInstanceOf(CommandFailure);
  expect(failure.message).toBe('The database catalog cannot be used: nothing listens at its address.');
  expect(failure.exitCode).toBe(3);
});
