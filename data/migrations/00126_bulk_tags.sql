-- +goose Up
-- Batches that put a tag on the accounts of many cases, or take it off them.
ALTER TABLE batches ADD COLUMN tag TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
