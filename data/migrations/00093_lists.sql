-- +goose Up
-- Where list entries come from, how often events met them, and changes that are looked at
-- before they take effect.

ALTER TABLE list_entries ADD COLUMN source TEXT NOT NULL DEFAULT 'staff';
ALTER TABLE list_entries ADD COLUMN change_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE list_entries ADD COLUMN made_by BIGINT NOT NULL DEFAULT 0;

CREATE TABLE list_hits (
  entry_id {id} PRIMARY KEY REFERENCES list_entries (id),
  n BIGINT NOT NULL,
  last_at {time} NOT NULL,
  event_id BIGINT NOT NULL
);

CREATE TABLE list_changes (
  id {id} PRIMARY KEY,
  source TEXT NOT NULL,
  file TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('read','proposed','added','rejected','withdrawn','lapsed')),
  lines TEXT NOT NULL,
  refused TEXT NOT NULL,
  payload_hash TEXT NOT NULL,
  reach TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  asked_at {time},
  decided_by BIGINT NOT NULL, decided_name TEXT NOT NULL, decided_at {time},
  decide_reason TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX list_changes_open ON list_changes (id) WHERE state IN ('read','proposed');

-- +goose Down
SELECT 1;
