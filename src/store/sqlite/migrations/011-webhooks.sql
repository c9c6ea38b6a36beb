-- Endpoints that rotate their secrets and may be disabled, and the log of what an endpoint was told.

ALTER TABLE endpoints ADD COLUMN former_secret TEXT;
ALTER TABLE endpoints ADD COLUMN former_secret_until INTEGER;
ALTER TABLE endpoints ADD COLUMN failing_since INTEGER;
ALTER TABLE endpoints ADD COLUMN disabled_at INTEGER;
ALTER TABLE endpoints ADD COLUMN disabled_by TEXT;

CREATE INDEX jobs_by_kind ON jobs (account_id, kind, job_id);
