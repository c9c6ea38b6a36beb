-- Slips: what stands in an order's state under a number of its own, for lists and for finding it by that number. A row
-- follows its order in the same transaction. And what an event was about within its order.
CREATE TABLE slips (
  account_id   bigint NOT NULL,
  slip_id      bigint NOT NULL,
  order_id     bigint NOT NULL,
  created_at   bigint NOT NULL,
  warehouse_id bigint,
  customer_id  bigint,
  seq          integer,
  kind         text COLLATE "C" NOT NULL,
  status       text COLLATE "C" NOT NULL,
  PRIMARY KEY (account_id, slip_id)
);
CREATE INDEX slips_by_age ON slips (account_id, kind, created_at, slip_id);
CREATE INDEX slips_by_order ON slips (account_id, order_id);

ALTER TABLE events ADD COLUMN about bigint;
