-- +goose Up
-- The file of the account that a score set by hand rests on, 0 for none.
ALTER TABLE overrides ADD COLUMN file_id BIGINT NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
