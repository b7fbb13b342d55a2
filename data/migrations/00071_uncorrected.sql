-- +goose Up
-- Late events that no state holds yet, by account: few, while those of all time are many.
CREATE INDEX events_uncorrected ON events (account_id, id) WHERE late AND corrected_at IS NULL;

-- +goose Down
SELECT 1;
