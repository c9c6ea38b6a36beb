-- What orders have named, SKUs and usernames, each with an id from its first mention on. Never removed.
-- `title_fold` is the form that is compared without regard to case; `labels` are words between blanks.
CREATE SEQUENCE register_ids AS bigint;

CREATE TABLE register (
  account_id  bigint NOT NULL,
  entry_id    bigint NOT NULL DEFAULT nextval('register_ids'),
  created_at  bigint NOT NULL,
  modified_at bigint,
  is_active   boolean NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  name        text COLLATE "C" NOT NULL,
  title       text COLLATE "C" NOT NULL,
  title_fold  text COLLATE "C" NOT NULL,
  labels      text COLLATE "C" NOT NULL,
  document    text NOT NULL,
  details     text,
  PRIMARY KEY (account_id, kind, entry_id)
);
-- Two nodes that meet a name at once: the second waits here for the first and enters nothing.
CREATE UNIQUE INDEX register_by_name ON register (account_id, kind, name);
