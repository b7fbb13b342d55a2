-- +goose Up
-- The cases of an account that wait to be judged again, looked for whenever a lead opens the account or one of its cases.
CREATE INDEX sample_items_open ON sample_items (account_id) WHERE second = '';

-- +goose Down
DROP INDEX sample_items_open;
