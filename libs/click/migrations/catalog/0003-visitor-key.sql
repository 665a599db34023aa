-- The key under which one day's visitors are told apart. It is deleted 48 hours after its day began: from then on
-- nobody can tell from a stored visitor value which network and agent it was.
CREATE TABLE visitor_key (
  day date PRIMARY KEY,
  key bytea NOT NULL CHECK (octet_length(key) = 16)
);
