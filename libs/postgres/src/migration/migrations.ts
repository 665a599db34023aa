import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

/** Migrations are reviewed SQL files `0001-what-it-does.sql`; the number orders them within one database. */
const filePattern = /^(\d{4})-([a-z0-9-]+)\.sql$/;

/** TypeORM orders migrations by the 13 digits that end their names; ours start at this one. */
const FIRST_ORDINAL = 1_000_000_000_000;

/** A file that starts with this line runs outside a transaction (CREATE INDEX CONCURRENTLY needs it). */
const NO_TRANSACTION = '-- no-transaction';

/** Any constant does: two runners on one database must only agree. */
const ADVISORY_LOCK_KEY = 7_150_701;

const LOCK_AGAIN_AFTER_MS = 100;

export interface MigrationReport {
  readonly database: string;
  readonly applied: readonly string[];
}

/**
 * Brings one database up to date, once, however many processes try at the same time.
 * @param url an administrator's connection, past any pooler: the lock belongs to a session.
 * @param folders the libs' `migrations/` folders for this kind of database.
 */
export async function migrate(
  database: string,
  url: string,
  folders: readonly URL[],
): Promise<MigrationReport> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    applicationName: 'fleetlink migrate',
    migrations: folders.flatMap(migrationClasses),
    migrationsTableName: 'migration',
    installExtensions: false,
    poolSize: 2,
  });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    await holdLock(lock);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return { database, applied: applied.map(({ name }) => name.slice(0, -13)) };
  } finally {
    await lock.release();
    await dataSource.destroy();
  }
}

/**
 * Asks again instead of waiting inside a statement: CREATE INDEX CONCURRENTLY waits for every statement that runs,
 * and so the runner that holds the lock would wait for the one that wants it.
 */
async function holdLock(runner: QueryRunner): Promise<void> {
  for (;;) {
    const [row] = (await runner.query('SELECT pg_try_advisory_lock($1) AS held', [ADVISORY_LOCK_KEY])) as {
      held: boolean;
    }[];
    if (row?.held) return;
    await sleep(LOCK_AGAIN_AFTER_MS);
  }
}

function migrationClasses(folder: URL): (new () => MigrationInterface)[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => migrationClass(file, readFileSync(new URL(file, folder), 'utf8')));
}

function migrationClass(file: string, sql: string): new () => MigrationInterface {
  const [, number, title] = filePattern.exec(file) ?? [];
  if (number === undefined || title === undefined)
    throw new Error(`${file} is no migration: name it 0001-what-it-does.sql`);
  return class implements MigrationInterface {
    readonly name = `${title}${FIRST_ORDINAL + Number(number)}`;
    readonly transaction = sql.startsWith(NO_TRANSACTION) ? (false as const) : undefined;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    async down(): Promise<void> {
      throw new Error('Migrations only go forward: write the next one.');
    }
  };
}
