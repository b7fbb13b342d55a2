-- +goose Up
-- The version that was live when this one was submitted; 0 for those submitted before it was noted.
ALTER TABLE policies ADD COLUMN submitted_over INTEGER NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
