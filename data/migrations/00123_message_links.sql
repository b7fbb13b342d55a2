-- +goose Up
-- The link for the customer that a message carries, 0 for none.
ALTER TABLE messages ADD COLUMN link_id BIGINT NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
