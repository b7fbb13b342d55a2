-- +goose Up
-- The appeal that a change of a limit goes back to, and the newer change that took its place; 0 for none.
ALTER TABLE limit_changes ADD COLUMN appeal_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE limit_changes ADD COLUMN superseded_by BIGINT NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
