-- +goose Up
-- Where a case stands in its queue: -1 put off until snoozed_until, 0 in the queue, 1 back from being put off and so
-- before the others. Every order of the queue is read place by place, so the place follows the state in its index.
ALTER TABLE cases ADD COLUMN place INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN snoozed_until {time};
ALTER TABLE cases ADD COLUMN snoozed_name TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN snooze_reason TEXT NOT NULL DEFAULT '';
-- Which queue holds it ('' is the first line), and who asked for another to look.
ALTER TABLE cases ADD COLUMN queue TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN escalated_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN escalated_name TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN escalated_at {time};
ALTER TABLE cases ADD COLUMN escalate_reason TEXT NOT NULL DEFAULT '';
-- What its holder saw when it was claimed.
ALTER TABLE cases ADD COLUMN seen_flags INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN seen_score INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN seen_status TEXT NOT NULL DEFAULT '';

DROP INDEX cases_risk;
DROP INDEX cases_due;
DROP INDEX cases_exposure;
DROP INDEX cases_newest;
CREATE INDEX cases_risk ON cases (state, place, risk, id);
CREATE INDEX cases_due ON cases (state, place, due_at, id);
CREATE INDEX cases_exposure ON cases (state, place, exposure_fen, id);
CREATE INDEX cases_newest ON cases (state, place, id);
CREATE INDEX cases_queue ON cases (queue, place, risk, id) WHERE state = 'open' AND queue <> '';
CREATE INDEX cases_touched ON cases (state, place, risk, id) WHERE state = 'open' AND assignee_id <> 0;

-- Who has a case's page open, as of the last minutes.
CREATE TABLE case_viewers (
  case_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  user_name TEXT NOT NULL,
  at {time} NOT NULL,
  PRIMARY KEY (case_id, user_id)
){rowless};
CREATE INDEX case_viewers_at ON case_viewers (at);

-- What a person is told at the next page.
CREATE TABLE staff_notices (
  id {id} PRIMARY KEY,
  user_id BIGINT NOT NULL,
  at {time} NOT NULL,
  kind TEXT NOT NULL,
  object_id TEXT NOT NULL,
  by_name TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX staff_notices_user ON staff_notices (user_id, at);

-- +goose Down
SELECT 1;
