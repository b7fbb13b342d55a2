-- +goose Up
-- What the live monitor lists: decisions that were not plain allow.
CREATE INDEX events_noticed ON events (id) WHERE outcome NOT IN ('','allow');

-- +goose Down
SELECT 1;
