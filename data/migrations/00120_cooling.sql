-- +goose Up
-- What is settled and takes effect by itself soon, the next first: the page of pending actions reads it.
CREATE INDEX jobs_cooling ON jobs (run_at, id) WHERE state = 'ready' AND kind IN ('message.release','appeal.execute','limit.apply');

-- +goose Down
SELECT 1;
