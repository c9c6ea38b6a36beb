-- What dialects keep beside orders. A removed one keeps its row, so that no number is given twice.
CREATE SEQUENCE master_positions AS bigint;

CREATE TABLE masters (
  account_id  bigint NOT NULL,
  position    bigint NOT NULL DEFAULT nextval('master_positions'),
  created_at  bigint NOT NULL,
  modified_at bigint NOT NULL,
  is_removed  boolean NOT NULL,
  dialect     text COLLATE "C" NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  name        text COLLATE "C" NOT NULL,
  document    text NOT NULL,
  PRIMARY KEY (account_id, dialect, kind, name)
);
