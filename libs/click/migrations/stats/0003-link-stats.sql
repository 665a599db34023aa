-- Whose a link is, and the name that it was last followed by. NULL until its first click after this migration.
ALTER TABLE click_total ADD COLUMN tenant_id text, ADD COLUMN name text;

-- The top list of each tenant: its 100 links that were followed most in the last 24 hours, then in the last 7 days
-- (today and the six UTC days before). Only links of these days are read, so that a refresh costs what a week's traffic
-- costs however old the fleet is; 100 bound what the view holds, and what a refresh has to compare.
CREATE MATERIALIZED VIEW link_stats_mv AS
WITH day AS (
  SELECT link_id, sum(clicks)::bigint AS clicks FROM click_quarter
  WHERE dimension = 0 AND at > now() - interval '24 hours' GROUP BY link_id
), week AS (
  SELECT link_id, sum(clicks)::bigint AS clicks FROM click_day
  WHERE dimension = 0 AND at > now() - interval '7 days' GROUP BY link_id
), ranked AS (
  SELECT t.tenant_id, t.link_id, t.name, coalesce(day.clicks, 0) AS day_clicks, week.clicks AS week_clicks, t.clicks,
    row_number() OVER (PARTITION BY t.tenant_id
      ORDER BY coalesce(day.clicks, 0) DESC, week.clicks DESC, t.link_id) AS place
  FROM week JOIN click_total t USING (link_id) LEFT JOIN day USING (link_id)
  WHERE t.tenant_id IS NOT NULL
)
SELECT tenant_id, place, link_id, name, day_clicks, week_clicks, clicks FROM ranked WHERE place <= 100;

-- REFRESH ... CONCURRENTLY compares rows by a unique index; a tenant's list is read by the same one.
CREATE UNIQUE INDEX link_stats_mv_place ON link_stats_mv (tenant_id, place);

-- One row: Postgres does not keep when a view was refreshed.
CREATE TABLE link_stats_refresh (refreshed_at timestamptz NOT NULL);
INSERT INTO link_stats_refresh VALUES (now());
