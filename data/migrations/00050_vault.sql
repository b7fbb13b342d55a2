-- +goose Up
-- The key that seals from now on: 0 until the first value is sealed. Writers share this
-- row and a rotation changes it, so that none of them seals with a key that was left.
CREATE TABLE vault_heads (
  lane TEXT PRIMARY KEY,
  key_id BIGINT NOT NULL
);
INSERT INTO vault_heads (lane, key_id) VALUES ('main', 0);

-- One row a rotation: what was sealed anew, and how far it is.
CREATE TABLE rotations (
  id {id} PRIMARY KEY,
  key_id BIGINT NOT NULL,
  algorithm TEXT NOT NULL,
  by_name TEXT NOT NULL,
  started_at {time} NOT NULL,
  place TEXT NOT NULL,
  after_id {id} NOT NULL,
  step BIGINT NOT NULL,
  resealed BIGINT NOT NULL,
  unreadable BIGINT NOT NULL,
  finished_at {time},
  retired_at {time}
);

-- The number of the person's own key, 0 for none, and when it was destroyed.
ALTER TABLE accounts ADD COLUMN subject_slot BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN erased_at {time};
CREATE INDEX accounts_erased ON accounts (subject_slot) WHERE erased_at IS NOT NULL;

-- +goose Down
SELECT 1;
