-- +goose Up
-- How many assessments of each week fell into each bin of each factor, added up as they are
-- written; the score is counted under the factor 'score', in buckets.
CREATE TABLE drift_counts (
  model_id BIGINT NOT NULL,
  week INTEGER NOT NULL,
  factor TEXT NOT NULL,
  bin INTEGER NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (model_id, week, factor, bin)
){rowless};

-- How well a week's assessments told bad from good, once outcomes became known.
CREATE TABLE drift_cohorts (
  model_id BIGINT NOT NULL,
  week INTEGER NOT NULL,
  accounts BIGINT NOT NULL,
  bads BIGINT NOT NULL,
  auc DOUBLE PRECISION NOT NULL,
  ks DOUBLE PRECISION NOT NULL,
  at {time} NOT NULL,
  PRIMARY KEY (model_id, week)
){rowless};

CREATE TABLE drift_alerts (
  id {id} PRIMARY KEY,
  model_id BIGINT NOT NULL,
  factor TEXT NOT NULL,
  week INTEGER NOT NULL,
  psi DOUBLE PRECISION NOT NULL,
  accounts BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open','closed')),
  opened_at {time} NOT NULL,
  closed_at {time}, closed_by BIGINT NOT NULL, closed_name TEXT NOT NULL,
  note TEXT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (model_id, factor, week)
);
CREATE INDEX drift_alerts_state ON drift_alerts (state, id);

-- Scores of the training rows, counted in the same buckets; empty for a model from before they were kept.
ALTER TABLE models ADD COLUMN scores TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
