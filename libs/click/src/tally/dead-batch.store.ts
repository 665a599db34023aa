import type { Database } from '@fleetlink/postgres';
import type { DeadLetter, DeadLetters } from '../bus/dead-letters.js';

/** Enough of a message to see what it was. */
const MESSAGE_BYTES_MAX = 64 * 1024;

const REASON_CHARACTERS_MAX = 500;

/** Keeps the youngest dead messages in the stats database. */
export class DeadBatchStore implements DeadLetters {
  constructor(
    private readonly stats: Database,
    private readonly limits: { readonly deadBatchesMax: number },
  ) {}

  /** @throws {Problem} of kind `unavailable` when the database is away: the message must not be forgotten then. */
  async keep({ batchId, reason, text }: DeadLetter): Promise<void> {
    const message = Buffer.from(text, 'utf8').subarray(0, MESSAGE_BYTES_MAX);
    await this.stats.query(
      {
        text: `WITH kept AS (
                 INSERT INTO dead_click_batch (batch_id, reason, message) VALUES ($1, $2, $3) RETURNING id)
               DELETE FROM dead_click_batch WHERE id <= (SELECT id FROM kept) - $4`,
      },
      [batchId, reason.slice(0, REASON_CHARACTERS_MAX), message, this.limits.deadBatchesMax],
    );
  }

  async count(): Promise<number> {
    const [row] = await this.stats.query<{ count: number }>({
      text: 'SELECT count(*)::int AS count FROM dead_click_batch',
    });
    return row?.count ?? 0;
  }
}
