-- +goose Up
-- The accounts that have a tag, for the book that is narrowed to it.
CREATE INDEX account_tags_tag ON account_tags (tag, account_id);

-- +goose Down
SELECT 1;
