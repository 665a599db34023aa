-- Who owns links. The tenant of clients without a key is one like any other.
CREATE TABLE tenant (
  id text PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO tenant (id, name) VALUES ('anonymous', 'Clients without a key'), ('default', 'The first tenant');

-- The secret itself is shown once and never stored: it has 190 random bits, so a plain SHA-256 keeps it.
CREATE TABLE api_key (
  id text PRIMARY KEY,
  tenant_id text NOT NULL REFERENCES tenant,
  name text NOT NULL,
  secret_sha256 bytea NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

CREATE INDEX api_key_by_tenant ON api_key (tenant_id, created_at DESC);
