-- +goose Up
-- A score by hand waits for a second person. Those of before were set by one and stay in force, or are over.
ALTER TABLE overrides ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE overrides ADD COLUMN approved_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE overrides ADD COLUMN approved_name TEXT NOT NULL DEFAULT '';
ALTER TABLE overrides ADD COLUMN decided_at {time};
ALTER TABLE overrides ADD COLUMN decide_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE overrides ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
UPDATE overrides SET state = 'ended' WHERE ended_at IS NOT NULL;
CREATE INDEX overrides_waiting ON overrides (id) WHERE state = 'proposed';

-- +goose Down
SELECT 1;
