-- Orders to suppliers and the deliveries they come in: each a document beside what it is found by. A delivery is open
-- until it was received or nothing is left in it.
CREATE TABLE supplier_orders (
  account_id        bigint  NOT NULL,
  supplier_order_id bigint  NOT NULL,
  warehouse_id      bigint  NOT NULL,
  is_confirmed      boolean NOT NULL,
  document          text    NOT NULL,
  PRIMARY KEY (account_id, supplier_order_id)
);

CREATE TABLE supplier_deliveries (
  account_id        bigint  NOT NULL,
  delivery_id       bigint  NOT NULL,
  supplier_order_id bigint  NOT NULL,
  seq               integer NOT NULL,
  is_open           boolean NOT NULL,
  document          text    NOT NULL,
  PRIMARY KEY (account_id, delivery_id),
  UNIQUE (account_id, supplier_order_id, seq)
);

CREATE INDEX supplier_deliveries_open ON supplier_deliveries (account_id, delivery_id) WHERE is_open;
