-- +goose Up
-- One thing that a customer was asked for: since when it is not needed or will not come, and how it came or why it is not waited for.
ALTER TABLE evidences ADD COLUMN waived_at {time};
ALTER TABLE evidences ADD COLUMN how TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
