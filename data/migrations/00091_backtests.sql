-- +goose Up
-- Comparisons of a policy version with the one in force, on past events and on the book.
CREATE TABLE backtests (
  id {id} PRIMARY KEY,
  policy_version INTEGER NOT NULL,
  base_version INTEGER NOT NULL,
  document TEXT NOT NULL,
  document_sha256 TEXT NOT NULL,
  days INTEGER NOT NULL,
  from_at {time} NOT NULL,
  to_at {time} NOT NULL,
  case_minutes INTEGER NOT NULL,
  alarm_fen BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued','running','done','failed','cancelled')),
  step BIGINT NOT NULL,
  steps BIGINT NOT NULL,
  asked_by BIGINT NOT NULL, asked_name TEXT NOT NULL, asked_at {time} NOT NULL,
  started_at {time}, ended_at {time},
  problem TEXT NOT NULL,
  report {blob},
  lane TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX backtests_policy ON backtests (policy_version, id);
-- One runs at a time; others wait.
CREATE UNIQUE INDEX backtests_running ON backtests (lane) WHERE state = 'running';

-- +goose Down
SELECT 1;
