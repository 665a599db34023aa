-- What this shard owns, and the only truth about it: a write outside these ranges is refused.
-- The epoch grows with every move of a range; where two shards name one slot, the higher epoch owns it.
CREATE TABLE slot_ownership (
  first_slot smallint PRIMARY KEY CHECK (first_slot BETWEEN 0 AND 16383),
  last_slot smallint NOT NULL CHECK (last_slot BETWEEN first_slot AND 16383),
  epoch bigint NOT NULL CHECK (epoch >= 1)
);
