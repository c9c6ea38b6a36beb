-- Work for later, who is told of what happens, and what they were told of.
-- Jobs that wait are found by when they are due, across accounts; a claim only moves that time, so no lock outlives
-- the statement that takes it.

CREATE SEQUENCE job_ids AS bigint;
CREATE SEQUENCE endpoint_ids AS bigint;

CREATE TABLE jobs (
  account_id bigint NOT NULL,
  job_id     bigint NOT NULL DEFAULT nextval('job_ids'),
  due_at     bigint NOT NULL,
  made_at    bigint NOT NULL,
  ended_at   bigint,
  tries      integer NOT NULL,
  claim      integer NOT NULL,
  kind       text COLLATE "C" NOT NULL,
  name       text COLLATE "C" NOT NULL,
  state      text COLLATE "C" NOT NULL,
  payload    text NOT NULL,
  log        text NOT NULL,
  PRIMARY KEY (account_id, job_id)
);
CREATE UNIQUE INDEX jobs_by_name ON jobs (account_id, kind, name);
CREATE INDEX jobs_by_due ON jobs (due_at) WHERE state = 'waiting';
CREATE INDEX jobs_by_end ON jobs (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE endpoints (
  account_id  bigint NOT NULL,
  endpoint_id bigint NOT NULL DEFAULT nextval('endpoint_ids'),
  created_at  bigint NOT NULL,
  cursor      bigint NOT NULL,
  store_id    bigint,
  dialect     text COLLATE "C" NOT NULL,
  url         text NOT NULL,
  topic       text COLLATE "C" NOT NULL,
  name        text,
  secret      text,
  PRIMARY KEY (account_id, endpoint_id)
);

-- `order_ids` is a JSON array.
CREATE TABLE notices (
  account_id bigint NOT NULL,
  batch_id   text COLLATE "C" NOT NULL,
  event_id   bigint NOT NULL,
  written_at bigint NOT NULL,
  order_ids  text NOT NULL,
  PRIMARY KEY (account_id, batch_id, event_id)
);
ALTER TABLE notices ALTER COLUMN order_ids SET STORAGE EXTERNAL;
CREATE INDEX notices_by_age ON notices (written_at);
