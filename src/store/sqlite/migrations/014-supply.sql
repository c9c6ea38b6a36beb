-- Orders to suppliers and the deliveries they come in: each a document beside what it is found by. A delivery is open
-- until it was received or nothing is left in it.
CREATE TABLE supplier_orders (
  account_id        INTEGER NOT NULL REFERENCES accounts (account_id),
  supplier_order_id INTEGER NOT NULL,
  warehouse_id      INTEGER NOT NULL,
  is_confirmed      INTEGER NOT NULL,
  document          TEXT    NOT NULL,
  PRIMARY KEY (account_id, supplier_order_id)
) STRICT;

CREATE TABLE supplier_deliveries (
  account_id        INTEGER NOT NULL REFERENCES accounts (account_id),
  delivery_id       INTEGER NOT NULL,
  supplier_order_id INTEGER NOT NULL,
  seq               INTEGER NOT NULL,
  is_open           INTEGER NOT NULL,
  document          TEXT    NOT NULL,
  PRIMARY KEY (account_id, delivery_id),
  UNIQUE (account_id, supplier_order_id, seq)
) STRICT;

CREATE INDEX supplier_deliveries_open ON supplier_deliveries (account_id, delivery_id) WHERE is_open;
