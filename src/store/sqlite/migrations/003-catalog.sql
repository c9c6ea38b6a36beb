-- The catalog and its stock. An item is one size of one variant of one product; its texts are one document, what an
-- order asks of it another, its quantities a row of their own that every order rewrites and that therefore is small.
-- `levels` is a JSON array of [warehouse, physical, allocated]; the sums beside it are what the database itself guards.

INSERT INTO sequences (name, next) VALUES ('item', 1);

CREATE TABLE items (
  account_id  INTEGER NOT NULL REFERENCES accounts (account_id),
  item_id     INTEGER NOT NULL,
  product_id  INTEGER NOT NULL,
  variant_id  INTEGER NOT NULL,
  product_sku TEXT    NOT NULL,
  sku         TEXT    NOT NULL,
  ean         TEXT,
  upc         TEXT,
  is_active   INTEGER NOT NULL,
  is_counted  INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  offer       TEXT    NOT NULL,
  texts       TEXT    NOT NULL,
  UNIQUE (account_id, item_id)
) STRICT;

CREATE INDEX items_by_sku ON items (account_id, sku);
CREATE INDEX items_by_product_sku ON items (account_id, product_sku);
CREATE INDEX items_by_ean ON items (account_id, ean) WHERE ean IS NOT NULL;
CREATE INDEX items_by_upc ON items (account_id, upc) WHERE upc IS NOT NULL;

-- Never negative, never oversold.
CREATE TABLE stock (
  account_id  INTEGER NOT NULL,
  item_id     INTEGER NOT NULL,
  physical    INTEGER NOT NULL,
  allocated   INTEGER NOT NULL,
  modified_at INTEGER,
  levels      TEXT    NOT NULL,
  PRIMARY KEY (account_id, item_id),
  CHECK (allocated >= 0 AND physical >= allocated)
) STRICT, WITHOUT ROWID;
