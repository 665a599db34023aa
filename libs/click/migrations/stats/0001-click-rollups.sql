-- What stats knows of clicks. The row of a link in click_total is also the link's lock: a tally takes those rows first,
-- in order, so two tallies never meet in the tables below in different orders.

CREATE TABLE click_total (
  link_id bigint PRIMARY KEY,
  clicks bigint NOT NULL,
  bots bigint NOT NULL
) WITH (fillfactor = 80);

-- Dimensions: 0 total, 1 bot, 2 country, 3 referrer, 4 language. `value` is '' for the first two.
CREATE TABLE click_minute (
  link_id bigint NOT NULL,
  dimension smallint NOT NULL,
  at timestamptz NOT NULL,
  value text NOT NULL,
  clicks bigint NOT NULL,
  PRIMARY KEY (link_id, dimension, at, value)
) WITH (fillfactor = 80);

-- Minutes are deleted after two days: retention must find them without reading the table.
CREATE INDEX click_minute_at ON click_minute (at);

CREATE TABLE click_quarter (
  link_id bigint NOT NULL,
  dimension smallint NOT NULL,
  at timestamptz NOT NULL,
  value text NOT NULL,
  clicks bigint NOT NULL,
  PRIMARY KEY (link_id, dimension, at, value)
) WITH (fillfactor = 80);

-- Quarters arrive nearly in order of time and leave after 400 days: block ranges find the old ones at little cost.
CREATE INDEX click_quarter_at ON click_quarter USING brin (at);

CREATE TABLE click_day (
  link_id bigint NOT NULL,
  dimension smallint NOT NULL,
  at timestamptz NOT NULL,
  value text NOT NULL,
  clicks bigint NOT NULL,
  PRIMARY KEY (link_id, dimension, at, value)
) WITH (fillfactor = 80);

CREATE TABLE tenant_click_day (
  tenant_id text NOT NULL,
  day date NOT NULL,
  clicks bigint NOT NULL,
  bots bigint NOT NULL,
  PRIMARY KEY (tenant_id, day)
) WITH (fillfactor = 80);

-- The visitors of a link on one UTC day as a HyperLogLog sketch, with its estimate, so that answers need not decode it.
CREATE TABLE click_visitors (
  link_id bigint NOT NULL,
  day date NOT NULL,
  sketch bytea NOT NULL,
  uniques bigint NOT NULL,
  PRIMARY KEY (link_id, day)
);

-- Batches that are counted. Delivered twice, counted once: for as long as the day's partition lives.
CREATE TABLE processed_batch (
  batch_id text NOT NULL,
  day date NOT NULL,
  PRIMARY KEY (batch_id, day)
) PARTITION BY RANGE (day);

-- Single clicks, for exports and for counting again; a day leaves as a whole. No index: they are read by the day.
CREATE TABLE click (
  click_id text NOT NULL,
  link_id bigint NOT NULL,
  tenant_id text NOT NULL,
  name text NOT NULL,
  at timestamptz NOT NULL,
  visitor text,
  country text NOT NULL,
  referrer text NOT NULL,
  language text NOT NULL,
  agent text NOT NULL,
  bot boolean NOT NULL
) PARTITION BY RANGE (at);

-- Messages that could not be counted. Bytes, because what poisons a message is often what text columns refuse.
CREATE TABLE dead_click_batch (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  died_at timestamptz NOT NULL DEFAULT now(),
  batch_id text,
  reason text NOT NULL,
  message bytea NOT NULL
);
