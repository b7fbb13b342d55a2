-- +goose Up
-- The file of the account that a change of a limit rests on, 0 for none, and when somebody looks at the limit again.
ALTER TABLE limit_changes ADD COLUMN file_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE limit_changes ADD COLUMN review_at {time};

-- +goose Down
SELECT 1;
