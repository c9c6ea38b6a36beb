-- Slips: what stands in an order's state under a number of its own, for lists and for finding it by that number. A row
-- follows its order in the same transaction. And what an event was about within its order.
CREATE TABLE slips (
  account_id   INTEGER NOT NULL,
  slip_id      INTEGER NOT NULL,
  kind         TEXT    NOT NULL,
  order_id     INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  status       TEXT    NOT NULL,
  seq          INTEGER,
  warehouse_id INTEGER,
  customer_id  INTEGER,
  PRIMARY KEY (account_id, slip_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX slips_by_age ON slips (account_id, kind, created_at, slip_id);
CREATE INDEX slips_by_order ON slips (account_id, order_id);

ALTER TABLE events ADD COLUMN about INTEGER;
