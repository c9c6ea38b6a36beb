-- Imports: their files in parts, and the slices they were cut into. Documents are packed (base64 of deflate), so that
-- every database, a copy and a move hold them as they are; compressing them again would only cost.

CREATE TABLE imports (
  account_id     bigint NOT NULL,
  created_at     bigint NOT NULL,
  modified_at    bigint NOT NULL,
  uploaded_bytes bigint NOT NULL,
  slices_made    bigint NOT NULL,
  slices_done    bigint NOT NULL,
  slices_undone  bigint NOT NULL,
  import_id      text COLLATE "C" NOT NULL,
  state          text COLLATE "C" NOT NULL,
  settings       text NOT NULL,
  progress       text NOT NULL,
  PRIMARY KEY (account_id, import_id)
);
CREATE INDEX imports_by_age ON imports (modified_at);

CREATE TABLE import_parts (
  account_id bigint NOT NULL,
  byte_from  bigint NOT NULL,
  byte_count bigint NOT NULL,
  import_id  text COLLATE "C" NOT NULL,
  document   text NOT NULL,
  PRIMARY KEY (account_id, import_id, byte_from)
);
ALTER TABLE import_parts ALTER COLUMN document SET STORAGE EXTERNAL;

CREATE TABLE import_slices (
  account_id bigint NOT NULL,
  slice_no   bigint NOT NULL,
  import_id  text COLLATE "C" NOT NULL,
  items      text NOT NULL,
  outcomes   text,
  PRIMARY KEY (account_id, import_id, slice_no)
);
ALTER TABLE import_slices ALTER COLUMN items SET STORAGE EXTERNAL;
ALTER TABLE import_slices ALTER COLUMN outcomes SET STORAGE EXTERNAL;
