-- +goose Up
-- The event of a payment that was not made, 0 for measures of other kinds, each told of once; and what the customer is told of it.
ALTER TABLE sanctions ADD COLUMN event_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sanctions ADD COLUMN declined TEXT;
CREATE UNIQUE INDEX sanctions_event ON sanctions (event_id) WHERE event_id <> 0;

-- +goose Down
SELECT 1;
