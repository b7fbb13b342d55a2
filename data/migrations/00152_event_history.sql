-- +goose Up
-- Events that were only recorded, in the order in which they happened: an account's timeline pages through them. Events that were
-- decided are not in it, so that deciding costs what it did.
CREATE INDEX events_history ON events (account_id, at, id) WHERE outcome = '';

-- +goose Down
DROP INDEX events_history;
