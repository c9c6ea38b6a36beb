-- The index of shipments, for lists; what a shipment holds stands in its order's state. A row follows its order in the
-- same transaction. Open shipments are few and asked for again and again, so they have an index of their own.
CREATE TABLE shipments (
  account_id     INTEGER NOT NULL,
  order_id       INTEGER NOT NULL,
  seq            INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  is_good_to_go  INTEGER NOT NULL,
  is_shipped     INTEGER NOT NULL,
  is_complete    INTEGER NOT NULL,
  PRIMARY KEY (account_id, order_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX shipments_by_age ON shipments (account_id, created_at, order_id, seq);
CREATE INDEX shipments_open ON shipments (account_id, created_at, order_id, seq) WHERE is_complete = 0;
