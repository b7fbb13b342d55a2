-- +goose Up
-- In which zone a person reads and types times; empty is the lender's.
ALTER TABLE users ADD COLUMN zone TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
