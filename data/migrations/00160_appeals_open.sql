-- +goose Up
-- The accounts whose appeals are not at their end: the cases of a view are narrowed to them.
CREATE INDEX appeals_open_account ON appeals (account_id) WHERE stage NOT IN ('closed','withdrawn','duplicate');

-- +goose Down
SELECT 1;
