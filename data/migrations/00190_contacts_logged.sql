-- +goose Up
-- A note may be of a contact with the customer: how, who began it, and what came of it. All empty for a remark.
ALTER TABLE notes ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE notes ADD COLUMN direction TEXT NOT NULL DEFAULT '';
ALTER TABLE notes ADD COLUMN outcome TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
