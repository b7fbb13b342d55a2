-- +goose Up
-- How good each event rule is, added up by day of receipt (days since 1970 in UTC) as events
-- are decided and labelled. The rule '' counts every decided event.
CREATE TABLE rule_days (
  rule TEXT NOT NULL,
  day BIGINT NOT NULL,
  hits BIGINT NOT NULL,
  fen BIGINT NOT NULL,
  labelled BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  PRIMARY KEY (rule, day)
){rowless};

-- Whom a rule caught on a day, how often, and which event it was last.
CREATE TABLE rule_accounts (
  rule TEXT NOT NULL,
  day BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  hits BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  PRIMARY KEY (rule, day, account_id)
){rowless};

-- Which rules caught the same event: the keys of all that fired, in order, with commas.
CREATE TABLE rule_sets (
  day BIGINT NOT NULL,
  rules TEXT NOT NULL,
  hits BIGINT NOT NULL,
  PRIMARY KEY (day, rules)
){rowless};

-- What appeals said about the measures that a rule asked for.
CREATE TABLE rule_judgements (
  rule TEXT NOT NULL,
  appeal_id BIGINT NOT NULL REFERENCES appeals (id),
  sanction_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  overturned BOOLEAN NOT NULL,
  at {time} NOT NULL,
  PRIMARY KEY (rule, appeal_id)
){rowless};

CREATE INDEX flags_quality ON flags (code, raised_at, state, account_id);

-- +goose Down
SELECT 1;
