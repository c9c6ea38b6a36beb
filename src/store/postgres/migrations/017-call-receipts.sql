-- What an idempotency key has done where a call is no batch.
CREATE TABLE call_receipts (
  account_id  bigint NOT NULL,
  written_at  bigint NOT NULL,
  lapses_at   bigint NOT NULL,
  receipt_key text COLLATE "C" NOT NULL,
  token       text COLLATE "C" NOT NULL,
  digest      text COLLATE "C" NOT NULL,
  answer      text,
  PRIMARY KEY (account_id, receipt_key)
);

CREATE INDEX call_receipts_by_age ON call_receipts (written_at);
