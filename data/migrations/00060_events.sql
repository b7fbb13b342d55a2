-- +goose Up
-- Events with their decisions, the streaming state of accounts, and what follows from both.

DROP TABLE transactions;

CREATE TABLE events (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  event_key {blob} NOT NULL,
  at {time} NOT NULL,
  amount_fen BIGINT NOT NULL CHECK (amount_fen >= 0),
  body TEXT NOT NULL,
  body_hash {blob} NOT NULL,
  late BOOLEAN NOT NULL,
  corrected_at {time},
  outcome TEXT NOT NULL CHECK (outcome IN ('','allow','monitor','step_up','hold','decline')),
  risk INTEGER NOT NULL,
  disposition TEXT NOT NULL CHECK (disposition IN ('','pending','released','cancelled')),
  policy_version INTEGER NOT NULL,
  model_id BIGINT NOT NULL,
  input {blob} NOT NULL,
  result {blob} NOT NULL,
  micros BIGINT NOT NULL,
  batch_id BIGINT NOT NULL
);
CREATE UNIQUE INDEX events_key ON events (event_key);
CREATE INDEX events_account ON events (account_id, id);
CREATE INDEX events_late ON events (id) WHERE late;
CREATE INDEX events_pending ON events (id) WHERE disposition = 'pending';

CREATE TABLE account_states (
  account_id {id} PRIMARY KEY REFERENCES accounts (id),
  version BIGINT NOT NULL,
  state {blob} NOT NULL
);

CREATE TABLE event_labels (
  event_id {id} PRIMARY KEY REFERENCES events (id),
  bad BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  at {time} NOT NULL
);

CREATE TABLE challenges (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  event_id BIGINT NOT NULL UNIQUE REFERENCES events (id),
  kind TEXT NOT NULL CHECK (kind IN ('code','face','document','explanation')),
  state TEXT NOT NULL CHECK (state IN ('open','passed','failed','expired','cancelled')),
  made_at {time} NOT NULL,
  due_at {time} NOT NULL,
  resolved_at {time},
  resolved_by TEXT NOT NULL,
  finding_sealed {blob},
  escalation TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX challenges_account ON challenges (account_id, id);
CREATE INDEX challenges_state ON challenges (state, due_at, id);

CREATE TABLE list_entries (
  id {id} PRIMARY KEY,
  lane TEXT NOT NULL CHECK (lane IN ('allow','watch','block')),
  kind TEXT NOT NULL,
  token TEXT NOT NULL,
  reason TEXT NOT NULL,
  made_name TEXT NOT NULL, made_at {time} NOT NULL,
  ends_at {time},
  ended_at {time}, end_name TEXT NOT NULL
);
CREATE INDEX list_entries_live ON list_entries (kind, token) WHERE ended_at IS NULL;

CREATE TABLE sightings (
  kind TEXT NOT NULL,
  token TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  at {time} NOT NULL,
  PRIMARY KEY (kind, token, account_id)
){rowless};

CREATE TABLE merchant_days (
  merchant TEXT NOT NULL,
  day BIGINT NOT NULL,
  count BIGINT NOT NULL,
  sum_fen BIGINT NOT NULL,
  refunds BIGINT NOT NULL,
  refund_fen BIGINT NOT NULL,
  round BIGINT NOT NULL,
  newcomers BIGINT NOT NULL,
  flagged BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  PRIMARY KEY (merchant, day)
){rowless};

CREATE TABLE minute_counts (
  minute BIGINT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (minute, kind, name)
){rowless};

-- +goose Down
SELECT 1;
