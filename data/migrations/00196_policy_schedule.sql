-- +goose Up
-- When a version is to be made live by itself and who asked for that, and why it was not; the code is "" while it waits.
ALTER TABLE policies ADD COLUMN publish_at {time};
ALTER TABLE policies ADD COLUMN publish_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE policies ADD COLUMN publish_name TEXT NOT NULL DEFAULT '';
ALTER TABLE policies ADD COLUMN publish_fault TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
