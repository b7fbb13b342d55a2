-- +goose Up
-- What may be trained on, counted without reading the labels themselves.
CREATE INDEX labels_name ON labels (name, bad, account_id);

-- +goose Down
SELECT 1;
