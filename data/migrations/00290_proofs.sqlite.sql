-- +goose Up
-- A customer is asked for a proof without an event, by a person and for a reason; once a kind at a time. SQLite cannot let a column be
-- empty that was not, so the table is made anew.
CREATE TABLE challenges_anew (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  event_id BIGINT UNIQUE REFERENCES events (id),
  kind TEXT NOT NULL CHECK (kind IN ('code','face','document','explanation')),
  state TEXT NOT NULL CHECK (state IN ('open','passed','failed','expired','cancelled')),
  made_at {time} NOT NULL,
  due_at {time} NOT NULL,
  resolved_at {time},
  resolved_by TEXT NOT NULL,
  finding_sealed {blob},
  escalation TEXT NOT NULL,
  version BIGINT NOT NULL,
  asked_name TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT ''
);
INSERT INTO challenges_anew (id, account_id, event_id, kind, state, made_at, due_at, resolved_at, resolved_by, finding_sealed, escalation, version)
SELECT id, account_id, event_id, kind, state, made_at, due_at, resolved_at, resolved_by, finding_sealed, escalation, version FROM challenges;
DROP TABLE challenges;
ALTER TABLE challenges_anew RENAME TO challenges;
CREATE INDEX challenges_account ON challenges (account_id, id);
CREATE INDEX challenges_state ON challenges (state, due_at, id);
CREATE UNIQUE INDEX challenges_proof ON challenges (account_id, kind) WHERE event_id IS NULL AND state = 'open';

-- +goose Down
SELECT 1;
