-- +goose Up
-- The desk for appeals: when an appeal warns and escalates and that it did, how long the customer was waited for, what the measure was
-- (which never changes), what else than all or nothing was decided, and what evidence is waited for until when.
ALTER TABLE appeals ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE appeals ADD COLUMN reason_code TEXT NOT NULL DEFAULT '';
ALTER TABLE appeals ADD COLUMN made_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE appeals ADD COLUMN made_name TEXT NOT NULL DEFAULT '';
ALTER TABLE appeals ADD COLUMN earlier INTEGER NOT NULL DEFAULT 0;
ALTER TABLE appeals ADD COLUMN warn_at {time};
ALTER TABLE appeals ADD COLUMN escalate_at {time};
ALTER TABLE appeals ADD COLUMN warned_at {time};
ALTER TABLE appeals ADD COLUMN escalated_at {time};
ALTER TABLE appeals ADD COLUMN breached_at {time};
ALTER TABLE appeals ADD COLUMN waited_secs BIGINT NOT NULL DEFAULT 0;
ALTER TABLE appeals ADD COLUMN duplicate_of BIGINT NOT NULL DEFAULT 0;
ALTER TABLE appeals ADD COLUMN parts TEXT;
ALTER TABLE appeals ADD COLUMN replacement TEXT;
ALTER TABLE appeals ADD COLUMN replaced_by BIGINT NOT NULL DEFAULT 0;
UPDATE appeals SET
  kind = (SELECT s.kind FROM sanctions s WHERE s.id = appeals.sanction_id),
  reason_code = (SELECT s.reason_code FROM sanctions s WHERE s.id = appeals.sanction_id),
  made_by = (SELECT s.made_by FROM sanctions s WHERE s.id = appeals.sanction_id),
  made_name = (SELECT s.made_name FROM sanctions s WHERE s.id = appeals.sanction_id),
  earlier = (SELECT COUNT(*) FROM appeals o WHERE o.account_id = appeals.account_id AND o.id < appeals.id);
CREATE INDEX appeals_like ON appeals (reason_code, kind, decided_at);
CREATE INDEX appeals_made ON appeals (made_by, due_at, id);
CREATE INDEX appeals_decided ON appeals (decided_at);
CREATE INDEX appeals_mine ON appeals (assignee_id, due_at, id);
CREATE INDEX appeals_called ON appeals (due_at, id) WHERE escalated_at IS NOT NULL AND decided_at IS NULL;

ALTER TABLE evidences ADD COLUMN due_at {time};
ALTER TABLE evidences ADD COLUMN lapsed_at {time};

-- What a measure does not take any more though it stands, and the one that a milder one replaced.
ALTER TABLE sanctions ADD COLUMN spared TEXT;
ALTER TABLE sanctions ADD COLUMN replaces BIGINT NOT NULL DEFAULT 0;

-- Second opinions on appeals, one open at a time.
CREATE TABLE opinions (
  id {id} PRIMARY KEY,
  appeal_id BIGINT NOT NULL REFERENCES appeals (id),
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  reason TEXT NOT NULL,
  question TEXT NOT NULL,
  asked_by BIGINT NOT NULL, asked_name TEXT NOT NULL, asked_at {time} NOT NULL,
  advice TEXT NOT NULL,
  text TEXT NOT NULL,
  given_by BIGINT NOT NULL, given_name TEXT NOT NULL, given_at {time}
);
CREATE INDEX opinions_appeal ON opinions (appeal_id, id);
CREATE UNIQUE INDEX opinions_open ON opinions (appeal_id) WHERE given_at IS NULL;

-- The team that a user belongs to, '' for none: whole teams may be kept from appeals against what one of them decided.
ALTER TABLE users ADD COLUMN team TEXT NOT NULL DEFAULT '';

-- +goose Down
SELECT 1;
