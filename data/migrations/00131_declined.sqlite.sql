-- +goose Up
-- A payment that was not made is told to the customer as a measure of its own, of a kind and in a state that there were not. SQLite cannot
-- change a check, so the table is made anew under its own name; what refers to it is held until the rows are back.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE sanctions_before AS SELECT * FROM sanctions;
DROP TABLE sanctions;
CREATE TABLE sanctions (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  case_id BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('limit_cut','restrict','freeze','deactivate','decline')),
  reach TEXT NOT NULL,
  cut_product TEXT NOT NULL,
  cut_fen BIGINT NOT NULL,
  reason_code TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed','active','rejected','withdrawn','lapsed','expired','lifted','overturned','stands')),
  starts_at {time}, ends_at {time}, review_at {time},
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  approved_by BIGINT NOT NULL, approved_name TEXT NOT NULL, decided_at {time},
  ended_by BIGINT NOT NULL, ended_name TEXT NOT NULL, ended_at {time}, end_reason TEXT NOT NULL,
  snapshot TEXT,
  version BIGINT NOT NULL,
  spared TEXT,
  replaces BIGINT NOT NULL DEFAULT 0
);
INSERT INTO sanctions (id, account_id, case_id, kind, reach, cut_product, cut_fen, reason_code, reason, state, starts_at, ends_at, review_at,
  made_by, made_name, made_at, approved_by, approved_name, decided_at, ended_by, ended_name, ended_at, end_reason, snapshot, version, spared, replaces)
SELECT id, account_id, case_id, kind, reach, cut_product, cut_fen, reason_code, reason, state, starts_at, ends_at, review_at,
  made_by, made_name, made_at, approved_by, approved_name, decided_at, ended_by, ended_name, ended_at, end_reason, snapshot, version, spared, replaces FROM sanctions_before;
DROP TABLE sanctions_before;
CREATE INDEX sanctions_account ON sanctions (account_id, id);
CREATE INDEX sanctions_waiting ON sanctions (state, id) WHERE state = 'proposed';
CREATE INDEX sanctions_active ON sanctions (id) WHERE state = 'active';
CREATE INDEX sanctions_started ON sanctions (starts_at) WHERE starts_at IS NOT NULL;

-- +goose Down
SELECT 1;
