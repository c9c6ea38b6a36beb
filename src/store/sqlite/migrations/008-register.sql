-- What orders have named, SKUs and usernames, each with an id from its first mention on. Never removed.
-- `title_fold` is the form that is compared without regard to case; `labels` are words between blanks.
CREATE TABLE register (
  entry_id    INTEGER PRIMARY KEY,
  account_id  INTEGER NOT NULL REFERENCES accounts (account_id),
  kind        TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  title       TEXT    NOT NULL,
  title_fold  TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  modified_at INTEGER,
  is_active   INTEGER NOT NULL,
  labels      TEXT    NOT NULL,
  document    TEXT    NOT NULL,
  details     TEXT,
  UNIQUE (account_id, kind, name)
) STRICT;
CREATE INDEX register_by_id ON register (account_id, kind, entry_id);
