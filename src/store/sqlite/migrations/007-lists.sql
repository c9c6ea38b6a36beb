-- What lists are answered from (decision 060): of every order a narrow row and the terms it is found by, the texts of
-- lines that keywords are looked for in, and a directory that counts. All of it follows the events and is written
-- after the commit that it tells of; up to which event stands in `list_cursors`. An account without a row there
-- begins at its first event.

-- `placed_at` and `paid_at`: the least number where nobody stated a time. `terms_name` is a digest of the terms,
-- `terms_part` tells under which row of `list_terms` they stand.
CREATE TABLE list_entries (
  account_id  INTEGER NOT NULL,
  order_id    INTEGER NOT NULL,
  status      TEXT    NOT NULL,
  store_id    INTEGER,
  created_at  INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  placed_at   INTEGER NOT NULL,
  paid_at     INTEGER NOT NULL,
  number      TEXT    NOT NULL,
  batch_id    TEXT    NOT NULL,
  terms_part  INTEGER NOT NULL,
  terms_name  TEXT    NOT NULL,
  PRIMARY KEY (account_id, order_id)
) STRICT, WITHOUT ROWID;

-- With the status and the store, so that a walk looks up no row.
CREATE INDEX list_entries_by_created_at ON list_entries (account_id, created_at, order_id, status, store_id);
CREATE INDEX list_entries_by_modified_at ON list_entries (account_id, modified_at, order_id, status, store_id);
CREATE INDEX list_entries_by_placed_at ON list_entries (account_id, placed_at, order_id, status, store_id);
CREATE INDEX list_entries_by_paid_at ON list_entries (account_id, paid_at, order_id, status, store_id);

CREATE INDEX list_entries_by_batch ON list_entries (account_id, batch_id, order_id);
-- What is rare is not looked for among the others.
CREATE INDEX list_entries_by_status ON list_entries (account_id, status, store_id, order_id);

-- The rowid is the order id times 1,024 and a part, so that rows come in the order of the ids. Terms that change get
-- another part; the row they leave is met by no entry any more: to delete it would cost ten times what it costs to
-- add one. Every term begins with the account. Holds no texts, only where each term is found.
CREATE VIRTUAL TABLE list_terms USING fts5 (
  terms, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
);
INSERT INTO list_terms (list_terms, rank) VALUES ('automerge', 16);

-- Folded, each once; `name` is the text itself, or the digest of a long one.
CREATE TABLE list_texts (
  account_id INTEGER NOT NULL,
  name       TEXT    NOT NULL,
  text       TEXT    NOT NULL,
  PRIMARY KEY (account_id, name)
) STRICT, WITHOUT ROWID;

-- Segments of every dimension, each with what it holds; `event_id`: the last event that changed it.
CREATE TABLE list_segments (
  account_id     INTEGER NOT NULL,
  dimension      TEXT    NOT NULL,
  start_value    INTEGER NOT NULL,
  start_order_id INTEGER NOT NULL,
  event_id       INTEGER NOT NULL,
  summary        TEXT    NOT NULL,
  PRIMARY KEY (account_id, dimension, start_value, start_order_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE list_cursors (
  account_id INTEGER PRIMARY KEY,
  event_id   INTEGER NOT NULL
) STRICT;

-- No list looks into the orders any more.
DROP INDEX orders_by_number;
