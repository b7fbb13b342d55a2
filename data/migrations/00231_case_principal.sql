-- +goose Up
-- Confirmed flags name one to four principal reasons, the weightiest first. Decisions of before name none.
ALTER TABLE cases ADD COLUMN principal TEXT;

-- +goose Down
SELECT 1;
