import type { Database } from '@fleetlink/postgres';

/** A link as its tenant's top list has it. */
export interface TopLink {
  readonly tenantId: string;
  readonly linkId: string;
  /** The name that it was last followed by. */
  readonly name: string;
  /** Clicks of the last 24 hours, to the quarter hour. */
  readonly dayClicks: number;
  /** Clicks of this UTC day and the six before. */
  readonly weekClicks: number;
  /** Clicks ever. */
  readonly clicks: number;
}

export interface TopList {
  /** Most clicks of the last 24 hours first. */
  readonly links: readonly TopLink[];
  readonly refreshedAt: Date;
  /** By the clock of the database. */
  readonly ageSeconds: number;
}

export interface TopQuestion {
  /** All tenants unless told. */
  readonly tenantId?: string | undefined;
  /** At most {@link TOP_LINKS_MAX}. */
  readonly limit: number;
}

/** `busy`: another process is refreshing the view. `fresh`: it is younger than was asked for. */
export type RefreshOutcome =
  | { readonly state: 'refreshed'; readonly rows: number; readonly seconds: number }
  | { readonly state: 'busy' | 'fresh' };

/** As many links of each tenant as link_stats_mv holds. */
export const TOP_LINKS_MAX = 100;

/** A refresh that takes longer than this has to be looked at: the next one is due after five minutes. */
const REFRESH_TIMEOUT_MS = 60_000;

const READ_TIMEOUT_MS = 10_000;

/** Any constant does: those who refresh one database must only agree. Migrations have another one. */
const ADVISORY_LOCK_KEY = 7_150_702;

/** The links followed most, from the materialised view link_stats_mv. */
export class TopLinks {
  constructor(private readonly stats: Database) {}

  /**
   * Refreshes the view, unless another process is at it; readers go on with the old rows meanwhile. Lock and timeout
   * end with the transaction, so that this works behind a pooler too.
   * @param ageSecondsMin a younger view is left as it is.
   */
  async refresh(ageSecondsMin = 0): Promise<RefreshOutcome> {
    const startedMs = performance.now();
    return this.stats.transaction(async (session) => {
      const [lock] = await session.query<{ held: boolean }>(
        { text: 'SELECT pg_try_advisory_xact_lock($1) AS held' },
        [ADVISORY_LOCK_KEY],
      );
      if (!lock?.held) return { state: 'busy' };
      const due = await session.query(
        {
          text: `UPDATE link_stats_refresh SET refreshed_at = now()
                 WHERE refreshed_at <= now() - make_interval(secs => $1) RETURNING 1`,
        },
        [ageSecondsMin],
      );
      if (due.length === 0) return { state: 'fresh' };
      await session.query({ text: `SET LOCAL statement_timeout = ${REFRESH_TIMEOUT_MS}` });
      await session.query({ text: 'REFRESH MATERIALIZED VIEW CONCURRENTLY link_stats_mv' });
      const [view] = await session.query<{ rows: number }>({
        text: 'SELECT count(*)::int AS rows FROM link_stats_mv',
      });
      return { state: 'refreshed', rows: view!.rows, seconds: (performance.now() - startedMs) / 1000 };
    }, REFRESH_TIMEOUT_MS);
  }

  async list({ tenantId, limit }: TopQuestion): Promise<TopList> {
    const [row] = await this.stats.query<TopList>(
      { text: listText },
      [tenantId ?? null, limit],
      READ_TIMEOUT_MS,
    );
    return row!;
  }
}

/** One statement, so that the rows and their age belong together. */
const listText = `
  SELECT refreshed_at AS "refreshedAt", extract(epoch FROM now() - refreshed_at)::float8 AS "ageSeconds",
    ARRAY(
      SELECT json_build_object('tenantId', tenant_id, 'linkId', link_id::text, 'name', name,
        'dayClicks', day_clicks, 'weekClicks', week_clicks, 'clicks', clicks)
      FROM link_stats_mv WHERE $1::text IS NULL OR tenant_id = $1
      ORDER BY day_clicks DESC, week_clicks DESC, link_id LIMIT $2
    ) AS links
  FROM link_stats_refresh`;
