-- +goose Up
-- A seal is made with a key that is not in the database: see data/audit_seal.go.
ALTER TABLE audit_entries ADD COLUMN seal {blob};
ALTER TABLE audit_heads ADD COLUMN seal {blob};

-- One open draft an author.
CREATE UNIQUE INDEX policies_draft ON policies (made_by) WHERE state = 'draft';

-- +goose Down
SELECT 1;
