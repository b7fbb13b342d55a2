-- +goose Up
-- How the values of each measure lie over the book as it was last scored, and the policy version that a message was worded by
-- (0: the shipped words, as before).
CREATE TABLE run_sketches (
  run_id BIGINT NOT NULL REFERENCES runs (id),
  measure TEXT NOT NULL,
  sketch TEXT NOT NULL,
  PRIMARY KEY (run_id, measure)
);
ALTER TABLE messages ADD COLUMN policy_version INTEGER NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
