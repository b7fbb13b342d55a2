-- +goose Up
-- Which list a saved view is of.
ALTER TABLE queue_views ADD COLUMN list TEXT NOT NULL DEFAULT 'queue';

-- +goose Down
SELECT 1;
