-- +goose Up
-- How many files came with the proposal of a limit change and belong to it.
ALTER TABLE limit_changes ADD COLUMN file_count BIGINT NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
