-- +goose Up
-- A measure names one to four principal reasons, the weightiest first; what there was named one. What measures are counted by stays in
-- reason_code.
ALTER TABLE sanctions ADD COLUMN principal TEXT;
UPDATE sanctions SET principal = '["' || reason_code || '"]' WHERE reason_code <> '';
ALTER TABLE limit_changes ADD COLUMN principal TEXT;
UPDATE limit_changes SET principal = '["' || reason_code || '"]' WHERE reason_code <> '';
ALTER TABLE batches ADD COLUMN principal TEXT;
UPDATE batches SET principal = '["' || reason_code || '"]' WHERE reason_code <> '';
ALTER TABLE batch_items ADD COLUMN principal TEXT;

-- +goose Down
SELECT 1;
