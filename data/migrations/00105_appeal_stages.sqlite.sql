-- +goose Up
-- An appeal may wait for a second opinion, and may turn out to be the same as another. SQLite cannot change a check, so the table is
-- made anew, and with it those that refer to it.
CREATE TABLE appeals_anew (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  sanction_id BIGINT NOT NULL REFERENCES sanctions (id),
  stage TEXT NOT NULL CHECK (stage IN ('received','acknowledged','evidence_requested','in_review','second_opinion','decided','executed','closed','withdrawn','duplicate')),
  channel TEXT NOT NULL,
  lang TEXT NOT NULL,
  words_sealed {blob} NOT NULL,
  filed_by BIGINT NOT NULL, filed_name TEXT NOT NULL,
  received_at {time} NOT NULL,
  due_at {time} NOT NULL,
  paused_at {time},
  assignee_id BIGINT NOT NULL, assignee_name TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  customer_text TEXT NOT NULL,
  decided_by BIGINT NOT NULL, decided_name TEXT NOT NULL, decided_at {time},
  executed_by BIGINT NOT NULL, executed_at {time},
  restored TEXT NOT NULL,
  version BIGINT NOT NULL
);
INSERT INTO appeals_anew (id, account_id, sanction_id, stage, channel, lang, words_sealed, filed_by, filed_name, received_at, due_at,
  paused_at, assignee_id, assignee_name, outcome, reason, customer_text, decided_by, decided_name, decided_at, executed_by, executed_at, restored, version)
SELECT id, account_id, sanction_id, stage, channel, lang, words_sealed, filed_by, filed_name, received_at, due_at,
  paused_at, assignee_id, assignee_name, outcome, reason, customer_text, decided_by, decided_name, decided_at, executed_by, executed_at, restored, version FROM appeals;

CREATE TABLE evidences_anew (
  id {id} PRIMARY KEY,
  appeal_id BIGINT NOT NULL REFERENCES appeals_anew (id),
  kind TEXT NOT NULL,
  requested_at {time}, received_at {time},
  finding_sealed {blob},
  by_name TEXT NOT NULL
);
INSERT INTO evidences_anew (id, appeal_id, kind, requested_at, received_at, finding_sealed, by_name)
SELECT id, appeal_id, kind, requested_at, received_at, finding_sealed, by_name FROM evidences;
DROP TABLE evidences;

CREATE TABLE rule_judgements_anew (
  rule TEXT NOT NULL,
  appeal_id BIGINT NOT NULL REFERENCES appeals_anew (id),
  sanction_id BIGINT NOT NULL,
  event_id BIGINT NOT NULL,
  overturned BOOLEAN NOT NULL,
  at {time} NOT NULL,
  PRIMARY KEY (rule, appeal_id)
){rowless};
INSERT INTO rule_judgements_anew (rule, appeal_id, sanction_id, event_id, overturned, at)
SELECT rule, appeal_id, sanction_id, event_id, overturned, at FROM rule_judgements;
DROP TABLE rule_judgements;

DROP TABLE appeals;
ALTER TABLE appeals_anew RENAME TO appeals;
ALTER TABLE evidences_anew RENAME TO evidences;
ALTER TABLE rule_judgements_anew RENAME TO rule_judgements;
CREATE UNIQUE INDEX appeals_open_sanction ON appeals (sanction_id) WHERE stage NOT IN ('closed','withdrawn','duplicate');
CREATE INDEX appeals_account ON appeals (account_id, id);
CREATE INDEX appeals_due ON appeals (due_at, id);
CREATE INDEX appeals_stage ON appeals (stage, due_at, id);
CREATE INDEX evidences_appeal ON evidences (appeal_id, id);

-- +goose Down
SELECT 1;
