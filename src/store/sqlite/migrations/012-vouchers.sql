-- Vouchers: each a document beside what it is found by and what is counted. The code stands in the form that is
-- compared without regard to case; without one a voucher applies by itself. `uses` is counted by the orders themselves.
CREATE TABLE vouchers (
  account_id  INTEGER NOT NULL REFERENCES accounts (account_id),
  voucher_id  INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  uses_max    INTEGER NOT NULL,
  uses        INTEGER NOT NULL,
  code_fold   TEXT,
  document    TEXT    NOT NULL,
  UNIQUE (account_id, voucher_id),
  CHECK (uses >= 0)
) STRICT;

CREATE UNIQUE INDEX vouchers_by_code ON vouchers (account_id, code_fold) WHERE code_fold IS NOT NULL;
CREATE INDEX vouchers_automatic ON vouchers (account_id) WHERE code_fold IS NULL;
