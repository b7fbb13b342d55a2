-- +goose Up
-- The queues that a person keeps before the others, by their keys, parted by commas.
ALTER TABLE queue_settings ADD COLUMN starred TEXT NOT NULL DEFAULT '';

-- The oldest case of a queue other than the first line, which cases_newest finds.
CREATE INDEX cases_queue_age ON cases (queue, place, id) WHERE state = 'open' AND queue <> '';

-- +goose Down
SELECT 1;
