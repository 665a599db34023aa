import type { Database, Session } from '@fleetlink/postgres';
import type { ClickEnvelope } from '../event/click-envelope.js';
import { dayText } from '../event/time.js';
import type { BotFinder } from './bot-finder.js';
import type { ClickPartitions } from './click-partitions.js';
import { addRaw, addRollups, addTotals } from './tally-statements.js';
import { tallyOf, type Tally } from './tally.js';
import { addVisitors } from './visitors-merge.js';

/** What became of a group of batches. */
export interface TallyOutcome {
  /** Batches counted now; those counted before; those too old to know whether they were. */
  readonly batches: number;
  readonly duplicates: number;
  readonly tooLateBatches: number;
  /** Clicks counted now, and how many of them the bot list names. */
  readonly clicks: number;
  readonly bots: number;
  /** Events that the age rules left out. */
  readonly tooOld: number;
  readonly tooFarAhead: number;
}

/** Counts batches into the stats database: each once, however often it comes and whoever else is counting. */
export class TallyStore {
  constructor(
    private readonly stats: Database,
    private readonly bots: Pick<BotFinder, 'isBot'>,
    private readonly partitions: ClickPartitions,
    private readonly clock: () => number = Date.now,
  ) {}

  /**
   * One transaction: all batches that are new are counted, or none is.
   * @throws {Problem} of kind `unavailable` when the database is away; the group may be delivered again.
   */
  async apply(envelopes: readonly ClickEnvelope[]): Promise<TallyOutcome> {
    const now = this.clock();
    const inTime = envelopes.filter(({ cutAt }) => this.partitions.acceptsBatch(cutAt, now));
    await this.partitions.prepare(inTime, now);
    try {
      return await this.stats.transaction(async (session) => {
        const fresh = await markProcessed(session, inTime);
        const tally = tallyOf(fresh, { now, isBot: (agent) => this.bots.isBot(agent) });
        await this.write(session, tally);
        return outcomeOf(envelopes.length, inTime.length, fresh.length, tally);
      });
    } catch (error) {
      // A partition may have gone since it was seen: the next try looks again.
      this.partitions.forget();
      throw error;
    }
  }

  private async write(session: Session, tally: Tally): Promise<void> {
    if (tally.clicks === 0) return;
    await addTotals(session, tally.totals);
    await addRollups(session, tally);
    if (tally.visitors.length > 0) await addVisitors(session, tally.visitors);
    if (tally.raw.length > 0) await addRaw(session, tally.raw);
  }
}

/** Returns the batches that were not counted before. A batch that another transaction is counting is waited for. */
async function markProcessed(
  session: Session,
  envelopes: readonly ClickEnvelope[],
): Promise<ClickEnvelope[]> {
  if (envelopes.length === 0) return [];
  const byId = new Map(envelopes.map((envelope) => [envelope.batchId, envelope]));
  const rows = await session.query<{ batch_id: string }>(
    {
      name: 'click-mark-processed',
      text: `INSERT INTO processed_batch (batch_id, day)
             SELECT * FROM unnest($1::text[], $2::date[]) ORDER BY 1
             ON CONFLICT DO NOTHING RETURNING batch_id`,
    },
    [[...byId.keys()], [...byId.values()].map(({ cutAt }) => dayText(cutAt))],
  );
  return rows.map(({ batch_id }) => byId.get(batch_id)!);
}

function outcomeOf(given: number, inTime: number, fresh: number, tally: Tally): TallyOutcome {
  return {
    batches: fresh,
    duplicates: inTime - fresh,
    tooLateBatches: given - inTime,
    clicks: tally.clicks,
    bots: tally.bots,
    tooOld: tally.tooOld,
    tooFarAhead: tally.tooFarAhead,
  };
}
