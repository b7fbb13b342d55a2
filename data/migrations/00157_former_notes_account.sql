-- +goose Up
-- Holding rows against the record walks them by account.
CREATE INDEX former_notes_account ON former_notes (account_id, id);

-- +goose Down
SELECT 1;
