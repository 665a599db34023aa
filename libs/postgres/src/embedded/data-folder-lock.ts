import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { connect } from './connection.js';
import { DataFolderTakenError } from './embedded-server.errors.js';
import { LOCK_PATIENCE_MS, LOCK_RECOVERY_MS, LOCK_RETRY_PAUSE_MS } from './embedded-server.settings.js';

export interface DataFolderLockRequest {
  /** Connection string of the database that holds the lock. */
  readonly url: string;
  readonly dataFolder: string;
  /** What the holder is called in the message that refuses the next one, such as `fleetlink standalone pid 1234`. */
  readonly holder: string;
  /** Called at most once, when the lock is lost and cannot be had again in time. */
  readonly onLost: (reason: string) => void;
  /** How long a lost lock is fought for. */
  readonly recoveryMs?: number;
}

// Two arbitrary integers that name this lock among advisory locks ("flnk", version 1).
export const LOCK_KEY = [0x666c6e6b, 1];

/** The claim of one process on a data folder: a session lock, which Postgres frees however its holder ends. */
export class DataFolderLock {
  #client: Client | undefined;
  #released = false;
  #lost = false;

  private constructor(private readonly request: DataFolderLockRequest) {}

  /** Throws DataFolderTakenError where a live process holds the folder. */
  static async acquire(request: DataFolderLockRequest): Promise<DataFolderLock> {
    const lock = new DataFolderLock(request);
    const deadline = Date.now() + LOCK_PATIENCE_MS;
    for (;;) {
      try {
        await lock.#take();
        return lock;
      } catch (error) {
        if (!(error instanceof DataFolderTakenError) || Date.now() > deadline) throw error;
        await sleep(LOCK_RETRY_PAUSE_MS);
      }
    }
  }

  /** False once the folder may belong to another process. */
  get held(): boolean {
    return !this.#lost;
  }

  /** From here on the connection may break without anybody being told: the server is about to stop. */
  expectLoss(): void {
    this.#released = true;
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#client?.end();
  }

  async #take(): Promise<void> {
    const client = await connect(this.request.url, this.request.holder);
    try {
      const { rows } = await client.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_lock($1, $2) AS taken',
        LOCK_KEY,
      );
      if (!rows[0]?.taken) throw await this.#refusal(client);
    } catch (error) {
      await client.end();
      throw error;
    }
    this.#client = client;
    client.once('end', () => void this.#recover());
    if (this.#released) await client.end();
  }

  async #refusal(client: Client): Promise<DataFolderTakenError> {
    const { rows } = await client.query<{ holder: string }>(
      `SELECT application_name AS holder
         FROM pg_locks JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'advisory' AND granted AND datname = current_database()
          AND classid = $1::bigint::oid AND objid = $2::bigint::oid AND objsubid = 2`,
      LOCK_KEY,
    );
    const holder = rows[0]?.holder ?? 'a process that has just ended';
    return new DataFolderTakenError(
      `The data folder ${this.request.dataFolder} is in use by ${holder}. ` +
        'Stop that process first, or give this one a DATA_DIR of its own.',
    );
  }

  // Postgres restarts its backends after one of them crashed, so a broken connection alone means little.
  async #recover(): Promise<void> {
    const deadline = Date.now() + (this.request.recoveryMs ?? LOCK_RECOVERY_MS);
    let reason = '';
    while (!this.#released && Date.now() < deadline) {
      try {
        return await this.#take();
      } catch (error) {
        reason = (error as Error).message;
        if (error instanceof DataFolderTakenError) break;
        await sleep(LOCK_RETRY_PAUSE_MS);
      }
    }
    if (this.#released) return;
    this.#lost = true;
    this.request.onLost(`The lock on the data folder ${this.request.dataFolder} is lost: ${reason}`);
  }
}
