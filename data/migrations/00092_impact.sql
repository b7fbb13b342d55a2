-- +goose Up
-- What was counted before and after a policy version went live; each counting is a row of its own.
CREATE TABLE impact_reports (
  id {id} PRIMARY KEY,
  policy_version INTEGER NOT NULL,
  ask TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued','done')),
  asked_name TEXT NOT NULL, asked_at {time} NOT NULL,
  made_at {time},
  body TEXT NOT NULL,
  audit_seq BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX impact_reports_policy ON impact_reports (policy_version, id);
CREATE INDEX impact_reports_queued ON impact_reports (id) WHERE state = 'queued';

-- Guards that a version crossed, each once.
CREATE TABLE impact_alerts (
  id {id} PRIMARY KEY,
  policy_version INTEGER NOT NULL,
  guard TEXT NOT NULL,
  report_id BIGINT NOT NULL,
  value_bp INTEGER NOT NULL,
  bound_bp INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open','closed')),
  opened_at {time} NOT NULL,
  closed_at {time}, closed_by BIGINT NOT NULL, closed_name TEXT NOT NULL,
  note TEXT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (policy_version, guard)
);
CREATE INDEX impact_alerts_state ON impact_alerts (state, id);

-- When sanctions began, for counting those of a window.
CREATE INDEX sanctions_started ON sanctions (starts_at) WHERE starts_at IS NOT NULL;

-- +goose Down
SELECT 1;
