-- Endpoints that rotate their secrets and may be disabled, and the log of what an endpoint was told.

ALTER TABLE endpoints ADD COLUMN former_secret text;
ALTER TABLE endpoints ADD COLUMN former_secret_until bigint;
ALTER TABLE endpoints ADD COLUMN failing_since bigint;
ALTER TABLE endpoints ADD COLUMN disabled_at bigint;
ALTER TABLE endpoints ADD COLUMN disabled_by text COLLATE "C";

CREATE INDEX jobs_by_kind ON jobs (account_id, kind, job_id);
