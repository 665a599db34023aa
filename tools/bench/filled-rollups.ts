/** Rollups of links that are clicked all the time, as counting them would have left them; past the click pipeline. */
import { ClickAnswers, clickSettings } from '@fleetlink/click';
import { Database, postgresSettings } from '@fleetlink/postgres';
import { readSettings } from '@fleetlink/settings';
import { inParallel } from '../demo/in-parallel.ts';
import { Progress } from '../demo/progress.ts';
import { range } from '../rig/plan/fleet-plan.ts';
import type { Rig } from '../rig/rig-fleet.ts';

export const LINKS = 100;

/** What one link has in each quarter of an hour: totals, bots, three countries, referrers and languages. */
const VALUES = `(VALUES (0, ''), (1, ''), (2, 'DE'), (2, 'FR'), (2, 'US'),
  (3, ''), (3, 'news.example.org'), (3, 'www.example.com'), (4, 'de'), (4, 'en'))`;
const VALUE_COUNT = 10;
const QUARTERS_A_DAY = 96;

export const CLICKS_A_QUARTER = 15;

const FILLED_AT_A_TIME = 2;
const STATEMENT_MS_MAX = 600_000;

const FILL = [
  `INSERT INTO click_quarter SELECT $1, dimension, at, value, ${CLICKS_A_QUARTER} FROM ${VALUES} AS v(dimension, value),
   generate_series($2::timestamptz, $3::timestamptz - interval '15 minutes', '15 minutes') AS at`,
  `INSERT INTO click_minute SELECT $1, dimension, at, value, 1 FROM ${VALUES} AS v(dimension, value),
   generate_series(greatest($2::timestamptz, $3::timestamptz - interval '2 days'), $3::timestamptz - interval '1 minute', '1 minute') AS at`,
  `INSERT INTO click_day SELECT link_id, dimension, date_trunc('day', at, 'UTC'), value, sum(clicks) FROM click_quarter
   WHERE link_id = $1 AND at >= $2::timestamptz AND at < $3::timestamptz GROUP BY 1, 2, 3, 4`,
  `INSERT INTO click_visitors SELECT $1, day, '', 100
   FROM generate_series($2::timestamptz, $3::timestamptz - interval '1 day', '1 day') AS day`,
];

const ROWS = `SELECT (SELECT count(*) FROM click_minute) + (SELECT count(*) FROM click_quarter)
  + (SELECT count(*) FROM click_day) AS rows`;

export class FilledRollups {
  readonly answers: ClickAnswers;
  readonly #database: Database;

  constructor(rig: Rig) {
    const settings = readSettings({ click: clickSettings, postgres: postgresSettings }, {});
    const { STATS_DATABASE_URL: url = '' } = rig.environment();
    this.#database = new Database({ name: 'stats', url, settings: settings.postgres });
    this.answers = new ClickAnswers(this.#database, settings.click);
  }

  /** @returns how many days up to `endMs`, a UTC midnight, so many rows of quarter hours reach back. */
  async fill(rows: number, endMs: number): Promise<number> {
    const days = Math.max(1, Math.round(rows / (LINKS * QUARTERS_A_DAY * VALUE_COUNT)));
    const [from, to] = [endMs - days * 86_400_000, endMs].map((ms) => new Date(ms).toISOString());
    const progress = new Progress('fill', LINKS);
    await inParallel(range(LINKS), FILLED_AT_A_TIME, async (link) => {
      for (const text of FILL) await this.#run(text, [String(link + 1), from, to]);
      progress.advance();
    });
    progress.end();
    await this.#run('VACUUM (ANALYZE) click_minute, click_quarter, click_day, click_visitors');
    return days;
  }

  async rows(): Promise<number> {
    const [row] = await this.#run<{ rows: string }>(ROWS);
    return Number(row!.rows);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  #run<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#database.query<Row>({ text }, values, STATEMENT_MS_MAX);
  }
}
