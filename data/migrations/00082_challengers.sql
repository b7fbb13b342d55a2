-- +goose Up
-- Outcomes that the store observed itself, what challengers say in silence, trainings as jobs,
-- and proposals to let another model decide.

CREATE TABLE observations (
  account_id {id} PRIMARY KEY REFERENCES accounts (id),
  decision_id BIGINT NOT NULL,
  bad BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  at {time} NOT NULL
);

ALTER TABLE models ADD COLUMN shadow BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE models ADD COLUMN origin TEXT NOT NULL DEFAULT 'trained';
ALTER TABLE models ADD COLUMN previous_id BIGINT NOT NULL DEFAULT 0;

CREATE TABLE shadow_scores (
  model_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  run_id BIGINT NOT NULL,
  score INTEGER NOT NULL,
  champion_id BIGINT NOT NULL,
  champion_score INTEGER NOT NULL,
  gap INTEGER NOT NULL,
  at {time} NOT NULL,
  PRIMARY KEY (model_id, account_id)
){rowless};
CREATE INDEX shadow_scores_gap ON shadow_scores (model_id, gap, account_id);

CREATE TABLE trainings (
  id {id} PRIMARY KEY,
  method TEXT NOT NULL,
  label TEXT NOT NULL,
  pairs INTEGER NOT NULL,
  folds INTEGER NOT NULL,
  seed BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued','running','done','failed','cancelled')),
  asked_by BIGINT NOT NULL, asked_name TEXT NOT NULL, asked_at {time} NOT NULL,
  started_at {time}, ended_at {time},
  step INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  problem TEXT NOT NULL,
  model_id BIGINT NOT NULL,
  lane TEXT NOT NULL,
  version BIGINT NOT NULL
);
-- One training at a time.
CREATE UNIQUE INDEX trainings_open ON trainings (lane) WHERE state IN ('queued','running');

CREATE TABLE promotions (
  id {id} PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('promote','return')),
  model_id BIGINT NOT NULL REFERENCES models (id),
  model_sha256 TEXT NOT NULL,
  champion_id BIGINT NOT NULL,
  payload_hash TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed','approved','rejected','withdrawn','lapsed')),
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  decided_by BIGINT NOT NULL, decided_name TEXT NOT NULL, decided_at {time}, decide_reason TEXT NOT NULL,
  lane TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX promotions_model ON promotions (model_id, id);
-- One proposal at a time: each is bound to the champion it would replace.
CREATE UNIQUE INDEX promotions_open ON promotions (lane) WHERE state = 'proposed';

-- +goose Down
SELECT 1;
