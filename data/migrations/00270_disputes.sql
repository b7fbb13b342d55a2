-- +goose Up
-- A value that a score rests on is disputed until a second person has checked it.
CREATE TABLE disputes (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  decision_id BIGINT NOT NULL,
  factor TEXT NOT NULL,
  claim TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open','corrected','stands','withdrawn')),
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  answered_by BIGINT NOT NULL, answered_name TEXT NOT NULL, answered_at {time},
  finding TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX disputes_account ON disputes (account_id, id);
CREATE UNIQUE INDEX disputes_open ON disputes (account_id, factor) WHERE state = 'open';
CREATE INDEX disputes_waiting ON disputes (id) WHERE state = 'open';

-- +goose Down
SELECT 1;
