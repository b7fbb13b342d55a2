-- +goose Up
-- When the facts behind an account's factors were last observed: by its source, and over its links. Rows from before do not know.
ALTER TABLE features ADD COLUMN told_at {time};
ALTER TABLE features ADD COLUMN linked_at {time};

-- +goose Down
SELECT 1;
