-- The index of shipments, for lists; what a shipment holds stands in its order's state. A row follows its order in the
-- same transaction. Open shipments are few and asked for again and again, so they have an index of their own.
CREATE TABLE shipments (
  account_id    bigint NOT NULL,
  order_id      bigint NOT NULL,
  created_at    bigint NOT NULL,
  seq           integer NOT NULL,
  is_good_to_go boolean NOT NULL,
  is_shipped    boolean NOT NULL,
  is_complete   boolean NOT NULL,
  PRIMARY KEY (account_id, order_id, seq)
);
CREATE INDEX shipments_by_age ON shipments (account_id, created_at, order_id, seq);
CREATE INDEX shipments_open ON shipments (account_id, created_at, order_id, seq) WHERE NOT is_complete;
