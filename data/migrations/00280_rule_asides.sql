-- +goose Up
-- A rule is set aside for one account until a day, once a second person agreed.
CREATE TABLE rule_asides (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  rule TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed','active','ended','rejected','withdrawn','lapsed')),
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  approved_by BIGINT NOT NULL, approved_name TEXT NOT NULL, decided_at {time}, decide_reason TEXT NOT NULL,
  ends_at {time} NOT NULL, ended_at {time},
  version BIGINT NOT NULL
);
CREATE INDEX rule_asides_account ON rule_asides (account_id, id);
CREATE UNIQUE INDEX rule_asides_open ON rule_asides (account_id, rule) WHERE state IN ('proposed','active');
CREATE INDEX rule_asides_waiting ON rule_asides (id) WHERE state = 'proposed';
CREATE INDEX rule_asides_active ON rule_asides (id) WHERE state = 'active';

-- +goose Down
SELECT 1;
