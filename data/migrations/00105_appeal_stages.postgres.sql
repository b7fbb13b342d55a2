-- +goose Up
-- An appeal may wait for a second opinion, and may turn out to be the same as another.
ALTER TABLE appeals DROP CONSTRAINT appeals_stage_check;
ALTER TABLE appeals ADD CONSTRAINT appeals_stage_check CHECK (stage IN ('received','acknowledged','evidence_requested','in_review','second_opinion','decided','executed','closed','withdrawn','duplicate'));
DROP INDEX appeals_open_sanction;
CREATE UNIQUE INDEX appeals_open_sanction ON appeals (sanction_id) WHERE stage NOT IN ('closed','withdrawn','duplicate');

-- +goose Down
SELECT 1;
