-- Imports: their files in parts, and the slices they were cut into. Documents are packed (base64 of deflate), so that
-- every database, a copy and a move hold them as they are.

CREATE TABLE imports (
  account_id     INTEGER NOT NULL REFERENCES accounts (account_id),
  import_id      TEXT    NOT NULL,
  state          TEXT    NOT NULL,
  created_at     INTEGER NOT NULL,
  modified_at    INTEGER NOT NULL,
  uploaded_bytes INTEGER NOT NULL,
  slices_made    INTEGER NOT NULL,
  slices_done    INTEGER NOT NULL,
  slices_undone  INTEGER NOT NULL,
  settings       TEXT    NOT NULL,
  progress       TEXT    NOT NULL,
  PRIMARY KEY (account_id, import_id)
) STRICT;

CREATE INDEX imports_by_age ON imports (modified_at);

CREATE TABLE import_parts (
  account_id INTEGER NOT NULL,
  import_id  TEXT    NOT NULL,
  byte_from  INTEGER NOT NULL,
  byte_count INTEGER NOT NULL,
  document   TEXT    NOT NULL,
  PRIMARY KEY (account_id, import_id, byte_from)
) STRICT;

CREATE TABLE import_slices (
  account_id INTEGER NOT NULL,
  import_id  TEXT    NOT NULL,
  slice_no   INTEGER NOT NULL,
  items      TEXT    NOT NULL,
  outcomes   TEXT,
  PRIMARY KEY (account_id, import_id, slice_no)
) STRICT;
