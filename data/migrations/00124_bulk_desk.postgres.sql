-- +goose Up
-- Batches that put cases off and that escalate them.
ALTER TABLE batches DROP CONSTRAINT batches_kind_check;
ALTER TABLE batches ADD CONSTRAINT batches_kind_check CHECK (kind IN ('assign','release','clear','confirm','limit','lift','snooze','escalate','tag','untag'));
ALTER TABLE batches ADD COLUMN snooze_until {time};
ALTER TABLE batches ADD COLUMN to_queue TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
