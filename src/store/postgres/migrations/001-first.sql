-- The first schema: accounts and their keys, orders with their history, events, receipts and proofs of commit.
-- Every primary key, unique index and foreign key of a table that holds an account's rows begins with account_id, so
-- that it can be distributed by it (decision 022). `accounts`, `api_keys` and `migrations` are small and asked for
-- before the account is known: reference tables. Names and numbers compare byte by byte (COLLATE "C"): the same order
-- on every machine. Texts longer than a few hundred bytes are never compressed (decision 021).

-- Ids are drawn in blocks by every node on its own: each value stands for a whole block of ids (src/store/postgres/ids.ts).
CREATE SEQUENCE order_id_blocks AS bigint;
CREATE SEQUENCE line_id_blocks AS bigint;
-- Drawn one by one inside the transaction that writes the events (decision 020).
CREATE SEQUENCE event_ids AS bigint;
CREATE SEQUENCE account_ids AS bigint;

CREATE TABLE accounts (
  account_id bigint PRIMARY KEY,
  name       text COLLATE "C" NOT NULL,
  settings   text NOT NULL,
  created_at bigint NOT NULL
);
CREATE UNIQUE INDEX accounts_by_name ON accounts (name);

CREATE TABLE api_keys (
  account_id  bigint NOT NULL REFERENCES accounts (account_id),
  key_id      text COLLATE "C" NOT NULL,
  secret_hash text COLLATE "C" NOT NULL,
  name        text NOT NULL,
  scopes      text NOT NULL,
  created_at  bigint NOT NULL,
  revoked_at  bigint,
  PRIMARY KEY (account_id, key_id)
);
CREATE UNIQUE INDEX api_keys_by_key_id ON api_keys (key_id);
CREATE UNIQUE INDEX api_keys_by_secret ON api_keys (secret_hash);

-- `number_fold` and `customer_fold` are the forms that are compared without regard to case.
CREATE TABLE orders (
  account_id        bigint NOT NULL,
  order_id          bigint NOT NULL,
  created_at        bigint NOT NULL,
  modified_at       bigint NOT NULL,
  deleted_at        bigint,
  placed_at         bigint,
  paid_at           bigint,
  store_id          bigint,
  part              integer NOT NULL,
  revision          integer NOT NULL,
  is_number_claimed boolean NOT NULL,
  is_deleted        boolean NOT NULL,
  status            text COLLATE "C" NOT NULL,
  order_key         text COLLATE "C" NOT NULL,
  number            text COLLATE "C" NOT NULL,
  number_fold       text COLLATE "C" NOT NULL,
  fingerprint       text COLLATE "C" NOT NULL,
  batch_id          text COLLATE "C" NOT NULL,
  customer_name     text COLLATE "C",
  customer_fold     text COLLATE "C",
  state             text NOT NULL,
  PRIMARY KEY (account_id, order_id)
);
ALTER TABLE orders ALTER COLUMN state SET STORAGE EXTERNAL;

-- No statistics: an account that has just begun to grow is in none of them, and the planner would take it for empty
-- and walk all of it for every batch. Without them every account counts as half a percent of the table (decision 025).
ALTER TABLE orders ALTER COLUMN account_id SET STATISTICS 0;

-- The upsert: every draft is looked up here. A key is free again once its orders are deleted.
CREATE UNIQUE INDEX orders_by_key ON orders (account_id, order_key, part) WHERE NOT is_deleted;

-- The number an order answers to: the one it claims, else the digits of its id. Unique, so that two nodes cannot give
-- one number to two orders, be it by a claim, be it by a fresh id that somebody else is just claiming.
CREATE UNIQUE INDEX orders_by_borne_number
  ON orders (account_id, (CASE WHEN is_number_claimed THEN number ELSE order_id::text COLLATE "C" END))
  WHERE NOT is_deleted;

-- Lists and scans: by the start of a number, which people search for most; by each time, which programs poll.
CREATE INDEX orders_by_number ON orders (account_id, number_fold);
CREATE INDEX orders_by_modified_at ON orders (account_id, modified_at, order_id);
CREATE INDEX orders_by_created_at ON orders (account_id, created_at, order_id);
CREATE INDEX orders_by_placed_at ON orders (account_id, placed_at NULLS FIRST, order_id);

-- Every document that an order ever had, written once and never changed: the one of orders.revision is the present
-- one, the others are its history (decision 021). One that fits stays within its row, which fits a page.
CREATE TABLE documents (
  account_id  bigint NOT NULL,
  order_id    bigint NOT NULL,
  modified_at bigint NOT NULL,
  revision    integer NOT NULL,
  status      text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  batch_id    text COLLATE "C" NOT NULL,
  state       text NOT NULL,
  content     text NOT NULL,
  PRIMARY KEY (account_id, order_id, revision)
) WITH (toast_tuple_target = 8160);
ALTER TABLE documents ALTER COLUMN state SET STORAGE EXTERNAL;
ALTER TABLE documents ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE events (
  account_id bigint NOT NULL,
  event_id   bigint NOT NULL,
  order_id   bigint NOT NULL,
  at         bigint NOT NULL,
  revision   integer NOT NULL,
  kind       text COLLATE "C" NOT NULL,
  batch_id   text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, event_id)
);

-- What an idempotency key has finished, as one JSON array: it is read and written as a whole.
CREATE TABLE receipts (
  account_id  bigint NOT NULL,
  receipt_key text COLLATE "C" NOT NULL,
  written_at  bigint NOT NULL,
  items       text NOT NULL,
  PRIMARY KEY (account_id, receipt_key)
);
ALTER TABLE receipts ALTER COLUMN items SET STORAGE EXTERNAL;
CREATE INDEX receipts_by_age ON receipts (written_at);

-- What became of a batch whose caller wants to ask later, as one JSON object.
CREATE TABLE batches (
  account_id bigint NOT NULL,
  batch_id   text COLLATE "C" NOT NULL,
  written_at bigint NOT NULL,
  record     text NOT NULL,
  PRIMARY KEY (account_id, batch_id)
);
ALTER TABLE batches ALTER COLUMN record SET STORAGE EXTERNAL;
CREATE INDEX batches_by_age ON batches (written_at);

-- One row for every command that changed something, written by its own transaction: whether it stands here tells
-- what became of a commit whose answer was lost on the way (decision 023). Kept for a day.
CREATE TABLE commits (
  account_id   bigint NOT NULL,
  commit_id    text COLLATE "C" NOT NULL,
  committed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, commit_id)
);
CREATE INDEX commits_by_age ON commits (committed_at);
