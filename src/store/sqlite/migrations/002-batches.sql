-- Records of batches, for callers who ask later what became of one; and with every former document what the server
-- kept beside it and which batch made it. Revisions written before this know neither.
CREATE TABLE batches (
  account_id INTEGER NOT NULL,
  batch_id   TEXT    NOT NULL,
  written_at INTEGER NOT NULL,
  record     TEXT    NOT NULL,
  UNIQUE (account_id, batch_id)
) STRICT;

CREATE INDEX batches_by_age ON batches (written_at);

ALTER TABLE revisions ADD COLUMN batch_id TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN modified_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revisions ADD COLUMN state TEXT NOT NULL DEFAULT '{"lines":[]}';
