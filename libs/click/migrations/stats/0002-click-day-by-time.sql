-- no-transaction
-- Days arrive nearly in order of time and stay for ever: block ranges find the last ones without reading the others.
CREATE INDEX CONCURRENTLY IF NOT EXISTS click_day_at ON click_day USING brin (at);
