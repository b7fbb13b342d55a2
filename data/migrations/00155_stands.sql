-- +goose Up
-- A rescoring that finds the input, the model and the version of the policy of the decision in force does not write it again. basis is
-- the hash of all three; an account without one is decided anew. stands is what each batch of a run found to stand.
ALTER TABLE accounts ADD COLUMN basis {blob};
ALTER TABLE runs ADD COLUMN standing INTEGER NOT NULL DEFAULT 0;
CREATE TABLE stands (
  run_id BIGINT NOT NULL,
  last_account BIGINT NOT NULL,
  first_account BIGINT NOT NULL,
  at {time} NOT NULL,
  accounts INTEGER NOT NULL,
  body {blob} NOT NULL,
  PRIMARY KEY (run_id, last_account)
){rowless};

-- +goose Down
SELECT 1;
