-- The first schema: accounts and their keys, orders with their history, events and receipts.
-- Order, line and event ids are drawn from `sequences` (one row each, written once per transaction), never from
-- rowids, so that no id is given twice. Tables whose rows hold a whole document keep their rowid: SQLite packs large
-- rows badly into an index tree. Those with small rows are one tree by account instead of a table and an index.

CREATE TABLE accounts (
  account_id INTEGER PRIMARY KEY,
  name       TEXT    NOT NULL UNIQUE,
  settings   TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE api_keys (
  account_id  INTEGER NOT NULL REFERENCES accounts (account_id),
  key_id      TEXT    NOT NULL UNIQUE,
  secret_hash TEXT    NOT NULL UNIQUE,
  name        TEXT    NOT NULL,
  scopes      TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  revoked_at  INTEGER,
  PRIMARY KEY (account_id, key_id)
) STRICT, WITHOUT ROWID;

-- About no account: ids are drawn from one row for all of them.
CREATE TABLE sequences (
  name TEXT    PRIMARY KEY,
  next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO sequences (name, next) VALUES ('order', 1), ('line', 1), ('event', 1);

-- `content` stands last: a scan for a filter then stops reading a row before the document.
-- `number_fold` and `customer_fold` are the forms that are compared without regard to case.
CREATE TABLE orders (
  order_id          INTEGER PRIMARY KEY,
  account_id        INTEGER NOT NULL REFERENCES accounts (account_id),
  order_key         TEXT    NOT NULL,
  part              INTEGER NOT NULL,
  number            TEXT    NOT NULL,
  number_fold       TEXT    NOT NULL,
  is_number_claimed INTEGER NOT NULL,
  status            TEXT    NOT NULL,
  revision          INTEGER NOT NULL,
  fingerprint       TEXT    NOT NULL,
  batch_id          TEXT    NOT NULL,
  created_at        INTEGER NOT NULL,
  modified_at       INTEGER NOT NULL,
  deleted_at        INTEGER,
  placed_at         INTEGER,
  paid_at           INTEGER,
  store_id          INTEGER,
  customer_name     TEXT,
  customer_fold     TEXT,
  state             TEXT    NOT NULL,
  content           TEXT    NOT NULL
) STRICT;

-- The upsert: every draft is looked up here. A key is free again once its orders are deleted.
CREATE UNIQUE INDEX orders_by_key ON orders (account_id, order_key, part) WHERE deleted_at IS NULL;

-- Claimed numbers: the look-up of operations by number, and the guard that no two orders claim one.
CREATE UNIQUE INDEX orders_by_claimed_number ON orders (account_id, number)
  WHERE is_number_claimed = 1 AND deleted_at IS NULL;

-- Lists by the start of a number, what people search for most.
CREATE INDEX orders_by_number ON orders (account_id, number_fold);

-- Former documents. The first one is written when an order is replaced for the first time.
CREATE TABLE revisions (
  account_id  INTEGER NOT NULL,
  order_id    INTEGER NOT NULL,
  revision    INTEGER NOT NULL,
  status      TEXT    NOT NULL,
  fingerprint TEXT    NOT NULL,
  replaced_at INTEGER NOT NULL,
  content     TEXT    NOT NULL,
  UNIQUE (account_id, order_id, revision)
) STRICT;

CREATE TABLE events (
  account_id INTEGER NOT NULL,
  event_id   INTEGER NOT NULL,
  order_id   INTEGER NOT NULL,
  kind       TEXT    NOT NULL,
  revision   INTEGER NOT NULL,
  batch_id   TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (account_id, event_id)
) STRICT, WITHOUT ROWID;

-- What an idempotency key has finished, as one JSON array: it is read and written as a whole.
CREATE TABLE receipts (
  account_id  INTEGER NOT NULL,
  receipt_key TEXT    NOT NULL,
  written_at  INTEGER NOT NULL,
  items       TEXT    NOT NULL,
  UNIQUE (account_id, receipt_key)
) STRICT;

CREATE INDEX receipts_by_age ON receipts (written_at);
