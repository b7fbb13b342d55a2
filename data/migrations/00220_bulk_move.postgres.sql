-- +goose Up
-- Batches that move cases to any queue.
ALTER TABLE batches DROP CONSTRAINT batches_kind_check;
ALTER TABLE batches ADD CONSTRAINT batches_kind_check CHECK (kind IN ('assign','release','clear','confirm','limit','lift','snooze','escalate','move','tag','untag'));

-- +goose Down
SELECT 1;
