-- +goose Up
-- A customer is asked for a proof without an event, by a person and for a reason; once a kind at a time.
ALTER TABLE challenges ALTER COLUMN event_id DROP NOT NULL;
ALTER TABLE challenges ADD COLUMN asked_name TEXT NOT NULL DEFAULT '';
ALTER TABLE challenges ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX challenges_proof ON challenges (account_id, kind) WHERE event_id IS NULL AND state = 'open';

-- +goose Down
SELECT 1;
