-- +goose Up
-- A tag may say why it is there, and until when.
ALTER TABLE account_tags ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE account_tags ADD COLUMN ends_at {time};

-- +goose Down
SELECT 1;
