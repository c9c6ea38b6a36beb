-- Work for later, who is told of what happens, and what they were told of.
-- Jobs that wait are found by when they are due, across accounts; a claim only moves that time, so nothing else is locked.

CREATE TABLE jobs (
  job_id     INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (account_id),
  kind       TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  due_at     INTEGER NOT NULL,
  made_at    INTEGER NOT NULL,
  ended_at   INTEGER,
  tries      INTEGER NOT NULL,
  claim      INTEGER NOT NULL,
  payload    TEXT    NOT NULL,
  log        TEXT    NOT NULL,
  UNIQUE (account_id, kind, name)
) STRICT;

CREATE INDEX jobs_by_due ON jobs (due_at) WHERE state = 'waiting';
CREATE INDEX jobs_by_end ON jobs (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE endpoints (
  endpoint_id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id  INTEGER NOT NULL REFERENCES accounts (account_id),
  dialect     TEXT    NOT NULL,
  url         TEXT    NOT NULL,
  topic       TEXT    NOT NULL,
  name        TEXT,
  store_id    INTEGER,
  secret      TEXT,
  created_at  INTEGER NOT NULL,
  cursor      INTEGER NOT NULL
) STRICT;

-- `order_ids` is a JSON array.
CREATE TABLE notices (
  account_id INTEGER NOT NULL,
  batch_id   TEXT    NOT NULL,
  event_id   INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  order_ids  TEXT    NOT NULL,
  UNIQUE (account_id, batch_id, event_id)
) STRICT;

CREATE INDEX notices_by_age ON notices (written_at);
