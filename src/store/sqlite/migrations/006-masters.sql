-- What dialects keep beside orders. A removed one keeps its row, so that no number is given twice.
CREATE TABLE masters (
  account_id  INTEGER NOT NULL REFERENCES accounts (account_id),
  dialect     TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  is_removed  INTEGER NOT NULL,
  document    TEXT    NOT NULL,
  UNIQUE (account_id, dialect, kind, name)
) STRICT;
