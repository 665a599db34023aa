import type pg from 'pg';
import { isPassing } from './postgres.errors.js';

/**
 * A named statement is prepared once per connection, which halves its cost; see docs/performance.md. Behind a pooler
 * the name is left out: the next statement may find itself in another session.
 */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** Runs statements of one transaction, on one connection. */
export interface Session {
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface RunRules {
  /**
   * node-postgres closes a connection that does not answer within this time. It asks nobody to cancel: a commit that
   * waits for its standby must not come out as done, and a pooler may serve another client by then.
   */
  readonly timeoutMs: number;
  readonly isPooled: boolean;
}

/** Runs one statement. */
export async function runOn(
  client: pg.PoolClient,
  { name, text }: Statement,
  values: readonly unknown[],
  { timeoutMs, isPooled }: RunRules,
): Promise<pg.QueryResult> {
  const isNamed = name !== undefined && !isPooled;
  const config = { ...(isNamed && { name }), text, values: [...values], query_timeout: timeoutMs };
  return client.query(config);
}

/** Runs `work` between BEGIN and COMMIT, or ROLLBACK when it rejects. */
export async function transactOn<Result>(
  client: pg.PoolClient,
  rules: RunRules,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const run = (statement: Statement, values: readonly unknown[] = []) =>
    runOn(client, statement, values, rules);
  await run({ text: 'BEGIN' });
  try {
    const result = await work({
      query: async <Row>(statement: Statement, values?: readonly unknown[]) =>
        (await run(statement, values)).rows as Row[],
    });
    // After a failed statement Postgres answers COMMIT with ROLLBACK, and without an error.
    if ((await run({ text: 'COMMIT' })).command !== 'COMMIT')
      throw new Error('A statement of the transaction failed; nothing of it was committed.');
    return result;
  } catch (error) {
    // A connection that failed is closed by `lend`, which rolls back as well.
    if (!isPassing(error)) await run({ text: 'ROLLBACK' });
    throw error;
  }
}

/** Lends a connection to `work` and gives it back; one that failed is closed instead. */
export async function lend<Result>(
  client: pg.PoolClient,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  let failure: Error | undefined;
  // Without a listener, a server that goes away between two statements would end the process.
  const note = (error: Error): void => void (failure = error);
  client.on('error', note);
  try {
    return await work(client);
  } catch (error) {
    if (isPassing(error)) failure ??= error as Error;
    throw error;
  } finally {
    client.off('error', note);
    client.release(failure);
  }
}
