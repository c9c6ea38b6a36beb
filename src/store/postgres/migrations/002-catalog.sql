-- The catalog and its stock. An item is one size of one variant of one product; its texts are one document, what an
-- order asks of it another, its quantities a row of their own that every order rewrites and that therefore is small.
-- `levels` is a JSON array of [warehouse, physical, allocated]; the sums beside it are what the database itself guards.

-- Ids of products, variants and items that nobody has stated.
CREATE SEQUENCE item_ids AS bigint;

CREATE TABLE items (
  account_id  bigint NOT NULL,
  item_id     bigint NOT NULL,
  product_id  bigint NOT NULL,
  variant_id  bigint NOT NULL,
  created_at  bigint NOT NULL,
  modified_at bigint NOT NULL,
  is_active   boolean NOT NULL,
  is_counted  boolean NOT NULL,
  product_sku text COLLATE "C" NOT NULL,
  sku         text COLLATE "C" NOT NULL,
  ean         text COLLATE "C",
  upc         text COLLATE "C",
  offer       text NOT NULL,
  texts       text NOT NULL,
  PRIMARY KEY (account_id, item_id)
);
ALTER TABLE items ALTER COLUMN offer SET STORAGE EXTERNAL;
ALTER TABLE items ALTER COLUMN texts SET STORAGE EXTERNAL;
CREATE INDEX items_by_sku ON items (account_id, sku);
CREATE INDEX items_by_product_sku ON items (account_id, product_sku);
CREATE INDEX items_by_ean ON items (account_id, ean) WHERE ean IS NOT NULL;
CREATE INDEX items_by_upc ON items (account_id, upc) WHERE upc IS NOT NULL;

-- Never negative, never oversold. Room on every page, so that a rewritten row stays on its page and no index changes.
CREATE TABLE stock (
  account_id  bigint NOT NULL,
  item_id     bigint NOT NULL,
  physical    bigint NOT NULL,
  allocated   bigint NOT NULL,
  modified_at bigint,
  levels      text NOT NULL,
  PRIMARY KEY (account_id, item_id),
  CHECK (allocated >= 0 AND physical >= allocated)
) WITH (fillfactor = 50);
