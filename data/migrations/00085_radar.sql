-- +goose Up
-- Measures that may be wrong, one row each: what the evidence says of it and who looks at it.
CREATE TABLE radar_items (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL CHECK (kind IN ('limit_cut','restrict','freeze','deactivate','event')),
  subject_id BIGINT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('open','reviewed','right','gone')),
  wrong_bp INTEGER NOT NULL,
  harm BIGINT NOT NULL,
  rank BIGINT NOT NULL,
  evidence TEXT NOT NULL,
  lines TEXT NOT NULL,
  digest TEXT NOT NULL,
  found_at {time} NOT NULL,
  judged_at {time} NOT NULL,
  assignee_id BIGINT NOT NULL, assignee_name TEXT NOT NULL,
  lease_until {time},
  closed_at {time}, closed_by BIGINT NOT NULL, closed_name TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  appeal_id BIGINT NOT NULL,
  closed_digest TEXT NOT NULL,
  closed_bp INTEGER NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX radar_rank ON radar_items (state, rank, id);
CREATE INDEX radar_account ON radar_items (account_id, id);
-- What the radar walks.
CREATE INDEX sanctions_active ON sanctions (id) WHERE state = 'active';

-- +goose Down
SELECT 1;
