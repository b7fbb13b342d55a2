-- +goose Up
-- A version goes through more stages: approved, beside the live one, deciding for a share of
-- accounts, paused. SQLite cannot change a check, so the table is made anew.
CREATE TABLE policies_anew (
  version INTEGER PRIMARY KEY,
  base INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft','submitted','approved','shadow','rollout','paused','live','archived','rejected','discarded')),
  document TEXT NOT NULL,
  note TEXT NOT NULL,
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  submitted_at {time}, submitted_hash TEXT NOT NULL,
  approved_by BIGINT NOT NULL, approved_name TEXT NOT NULL, approved_at {time},
  trial_at {time}, percent INTEGER NOT NULL, resumes TEXT NOT NULL,
  previous INTEGER NOT NULL, rollback_of INTEGER NOT NULL,
  published_at {time}, archived_at {time},
  decide_reason TEXT NOT NULL,
  lane TEXT NOT NULL,
  revision BIGINT NOT NULL
);
INSERT INTO policies_anew (version, base, state, document, note, made_by, made_name, made_at, submitted_at, submitted_hash,
  approved_by, approved_name, approved_at, trial_at, percent, resumes, previous, rollback_of, published_at, archived_at, decide_reason, lane, revision)
SELECT version, base, state, document, note, made_by, made_name, made_at, submitted_at, submitted_hash,
  approved_by, approved_name, published_at, NULL, 0, '',
  COALESCE((SELECT q.version FROM policies q WHERE q.published_at < policies.published_at ORDER BY q.published_at DESC LIMIT 1), 0), 0,
  published_at, archived_at, decide_reason, 'main', revision FROM policies;
DROP TABLE policies;
ALTER TABLE policies_anew RENAME TO policies;
CREATE UNIQUE INDEX policies_live ON policies (state) WHERE state = 'live';
CREATE UNIQUE INDEX policies_draft ON policies (made_by) WHERE state = 'draft';
-- One candidate at a time runs beside the live version.
CREATE UNIQUE INDEX policies_candidate ON policies (lane) WHERE state IN ('shadow','rollout','paused');

-- Where the lender's relation to the account is, ISO 3166-1 alpha-2; '' is not known.
ALTER TABLE accounts ADD COLUMN jurisdiction TEXT NOT NULL DEFAULT '';

-- What the live version and the candidate said of the same events, and where they differ.
CREATE TABLE trial_counts (
  version INTEGER NOT NULL,
  live_outcome TEXT NOT NULL,
  outcome TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (version, live_outcome, outcome)
){rowless};
CREATE TABLE trial_flips (
  version INTEGER NOT NULL,
  event_id BIGINT NOT NULL,
  live_outcome TEXT NOT NULL,
  outcome TEXT NOT NULL,
  risk INTEGER NOT NULL,
  decided BOOLEAN NOT NULL,
  PRIMARY KEY (version, event_id)
){rowless};

-- The stop: while one is open, people decide instead of the engine.
CREATE TABLE stops (
  id {id} PRIMARY KEY,
  lane TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  ended_by BIGINT NOT NULL, ended_name TEXT NOT NULL, ended_at {time}, end_reason TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX stops_open ON stops (lane) WHERE ended_at IS NULL;

-- +goose Down
SELECT 1;
