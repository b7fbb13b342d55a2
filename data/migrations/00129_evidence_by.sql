-- +goose Up
-- Who gave a thing that was asked for: the kind of actor and its id. What came before this is told by the name that was kept: the
-- customer's is a word of ours.
ALTER TABLE evidences ADD COLUMN by_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE evidences ADD COLUMN by_id TEXT NOT NULL DEFAULT '';
UPDATE evidences SET by_kind = CASE WHEN by_name = 'customer' THEN 'customer' ELSE 'user' END WHERE received_at IS NOT NULL;

-- +goose Down
SELECT 1;
