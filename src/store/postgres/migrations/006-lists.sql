-- What lists are answered from (decision 060): of every order a narrow row and the terms it is found by, the texts of
-- lines that keywords are looked for in, and a directory that counts. All of it follows the events and is written
-- after the commit that it tells of; up to which event stands in `list_cursors`, whose row one node at a time holds.

-- `placed_at` and `paid_at`: the least number where nobody stated a time. `terms_name` is a digest of the terms.
CREATE TABLE list_entries (
  account_id  bigint NOT NULL,
  order_id    bigint NOT NULL,
  created_at  bigint NOT NULL,
  modified_at bigint NOT NULL,
  placed_at   bigint NOT NULL,
  paid_at     bigint NOT NULL,
  store_id    bigint,
  status      text COLLATE "C" NOT NULL,
  number      text COLLATE "C" NOT NULL,
  batch_id    text COLLATE "C" NOT NULL,
  terms_name  text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, order_id) INCLUDE (status, store_id)
);
ALTER TABLE list_entries ALTER COLUMN account_id SET STATISTICS 0;

-- With the status and the store, so that a walk looks up few rows.
CREATE INDEX list_entries_by_created_at ON list_entries (account_id, created_at, order_id) INCLUDE (status, store_id);
CREATE INDEX list_entries_by_modified_at ON list_entries (account_id, modified_at, order_id) INCLUDE (status, store_id);
CREATE INDEX list_entries_by_placed_at ON list_entries (account_id, placed_at, order_id) INCLUDE (status, store_id);
CREATE INDEX list_entries_by_paid_at ON list_entries (account_id, paid_at, order_id) INCLUDE (status, store_id);
CREATE INDEX list_entries_by_batch ON list_entries (account_id, batch_id, order_id);
-- What is rare is not looked for among the others.
CREATE INDEX list_entries_by_status ON list_entries (account_id, status, store_id, order_id);

-- Apart, because they seldom change and their index is dear. Every term begins with the account.
CREATE TABLE list_terms (
  account_id bigint NOT NULL,
  order_id   bigint NOT NULL,
  terms      tsvector NOT NULL,
  PRIMARY KEY (account_id, order_id)
);
ALTER TABLE list_terms ALTER COLUMN account_id SET STATISTICS 0;
CREATE INDEX list_terms_by_term ON list_terms USING gin (terms);

-- Folded, each once; `name` is the text itself, or the digest of a long one.
CREATE TABLE list_texts (
  account_id bigint NOT NULL,
  name       text COLLATE "C" NOT NULL,
  text       text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, name)
);

-- Segments of every dimension, each with what it holds; `event_id`: the last event that changed it.
CREATE TABLE list_segments (
  account_id     bigint NOT NULL,
  start_value    bigint NOT NULL,
  start_order_id bigint NOT NULL,
  event_id       bigint NOT NULL,
  dimension      text COLLATE "C" NOT NULL,
  summary        text NOT NULL,
  PRIMARY KEY (account_id, dimension, start_value, start_order_id)
);

CREATE TABLE list_cursors (
  account_id bigint NOT NULL,
  event_id   bigint NOT NULL,
  PRIMARY KEY (account_id)
);

-- No list looks into the orders any more, but for one that cannot be settled: a replica's whose primary is away.
DROP INDEX orders_by_number;
DROP INDEX orders_by_modified_at;
DROP INDEX orders_by_created_at;
DROP INDEX orders_by_placed_at;
