-- Who may mint ids as which worker, by this server's clock alone. A holder mints no id at or above
-- minted_below_ms; the next holder starts there, so no two ever mint in one window.
CREATE TABLE worker_lease (
  worker_id smallint PRIMARY KEY CHECK (worker_id BETWEEN 0 AND 1023),
  holder text,
  leased_until timestamptz NOT NULL DEFAULT '-infinity',
  minted_below_ms bigint NOT NULL DEFAULT 0
);

INSERT INTO worker_lease (worker_id) SELECT generate_series(0, 1023);
