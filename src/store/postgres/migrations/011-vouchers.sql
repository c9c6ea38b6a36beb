-- Vouchers: each a document beside what it is found by and what is counted. The code stands in the form that is
-- compared without regard to case; without one a voucher applies by itself. `uses` is counted by the orders themselves.
-- Room on every page, so that a use rewrites a row on its page and no index changes.
CREATE TABLE vouchers (
  account_id  bigint NOT NULL,
  voucher_id  bigint NOT NULL,
  created_at  bigint NOT NULL,
  modified_at bigint NOT NULL,
  uses_max    bigint NOT NULL,
  uses        bigint NOT NULL,
  code_fold   text COLLATE "C",
  document    text NOT NULL,
  PRIMARY KEY (account_id, voucher_id),
  CHECK (uses >= 0)
) WITH (fillfactor = 50);

CREATE UNIQUE INDEX vouchers_by_code ON vouchers (account_id, code_fold) WHERE code_fold IS NOT NULL;
CREATE INDEX vouchers_automatic ON vouchers (account_id) WHERE code_fold IS NULL;
