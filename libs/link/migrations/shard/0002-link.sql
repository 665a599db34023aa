-- How this fleet makes its codes, recorded at the first boot: a process configured otherwise must not start.
CREATE TABLE deployment (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  layout text NOT NULL,
  key_fingerprint text NOT NULL,
  first_boot_at timestamptz NOT NULL DEFAULT now()
);

-- One row per link, for ever. The id tells the month's leaf, the slot tells the shard.
-- The code is stored although the id gives it: a lost key loses no link, and psql can find one.
CREATE TABLE link (
  id bigint NOT NULL,
  slot smallint NOT NULL CHECK (slot BETWEEN 0 AND 16383),
  code text COLLATE "C",
  alias text COLLATE "C",
  tenant_id text NOT NULL,
  url text NOT NULL,
  entered_url text NOT NULL,
  title text,
  tags text[] NOT NULL DEFAULT '{}',
  redirect_status smallint NOT NULL DEFAULT 302 CHECK (redirect_status IN (301, 302, 307, 308)),
  -- 'reserved' holds the id that a code-shaped alias spells, so that no code of that text is ever minted.
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled', 'blocked', 'deleted', 'reserved')),
  state_reason text,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  version integer NOT NULL DEFAULT 1 CHECK (version >= 1),
  warnings text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (id, slot),
  CHECK (num_nonnulls(code, alias) = 1)
) PARTITION BY RANGE (id);

-- Leaves whose links have all expired long ago: out of the way of everything else, but their names still answer "gone".
CREATE SCHEMA archive;
CREATE TABLE archive.link (LIKE link INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (id, slot))
  PARTITION BY RANGE (id);

CREATE INDEX link_by_tenant ON link (tenant_id, id DESC);
CREATE INDEX link_by_expiry ON link (expires_at) WHERE expires_at IS NOT NULL;

-- Every alias ever claimed, for ever: the primary key is what makes a claim exclusive.
CREATE TABLE alias (
  alias text COLLATE "C" NOT NULL,
  slot smallint NOT NULL CHECK (slot BETWEEN 0 AND 16383),
  link_id bigint NOT NULL,
  PRIMARY KEY (alias, slot)
);

-- What changed lately, committed together with the change itself; readers of the last seconds drop their copies.
CREATE TABLE link_change (
  seq bigint GENERATED ALWAYS AS IDENTITY,
  slot smallint NOT NULL,
  name text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (seq, slot)
);

CREATE INDEX link_change_by_time ON link_change (at);

-- The link that an Idempotency-Key stands for, kept for a day. The link is decided before it is inserted,
-- so a retry after a lost answer finishes the same one.
CREATE TABLE idempotency (
  slot smallint NOT NULL,
  owner text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  link jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (owner, key, slot)
);

CREATE INDEX idempotency_by_time ON idempotency (created_at);
