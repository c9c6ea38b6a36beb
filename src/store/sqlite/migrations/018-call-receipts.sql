-- What an idempotency key has done where a call is no batch.
CREATE TABLE call_receipts (
  account_id  INTEGER NOT NULL REFERENCES accounts (account_id),
  receipt_key TEXT    NOT NULL,
  written_at  INTEGER NOT NULL,
  lapses_at   INTEGER NOT NULL,
  token       TEXT    NOT NULL,
  digest      TEXT    NOT NULL,
  answer      TEXT,
  UNIQUE (account_id, receipt_key)
) STRICT;

CREATE INDEX call_receipts_by_age ON call_receipts (written_at);
