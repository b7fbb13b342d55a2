-- +goose Up
-- Batches that move cases to any queue. SQLite cannot change a check, so the table is made anew, and with it that of the items.
CREATE TABLE batches_anew (
  id {id} PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('assign','release','clear','confirm','limit','lift','snooze','escalate','move','tag','untag')),
  state TEXT NOT NULL CHECK (state IN ('reading','draft','waiting','confirmed','running','done','cancelled','undoing','undone','partly_undone','discarded','rejected','lapsed')),
  view TEXT NOT NULL,
  file TEXT NOT NULL,
  assign_to BIGINT NOT NULL, assign_name TEXT NOT NULL,
  reason_code TEXT NOT NULL,
  reason TEXT NOT NULL,
  alone BOOLEAN NOT NULL,
  refused TEXT NOT NULL,
  bound TEXT NOT NULL,
  hash TEXT NOT NULL,
  total INTEGER NOT NULL,
  eligible INTEGER NOT NULL CHECK (eligible >= 0),
  excluded INTEGER NOT NULL,
  done INTEGER NOT NULL CHECK (done >= 0),
  failed INTEGER NOT NULL,
  undone INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  before_fen BIGINT NOT NULL,
  after_fen BIGINT NOT NULL,
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_role TEXT NOT NULL, made_at {time} NOT NULL,
  asked_at {time},
  decided_by BIGINT NOT NULL, decided_name TEXT NOT NULL, decided_at {time}, decide_reason TEXT NOT NULL,
  begun_at {time}, ended_at {time},
  undone_by BIGINT NOT NULL, undone_name TEXT NOT NULL, undone_role TEXT NOT NULL, undone_at {time},
  step BIGINT NOT NULL,
  version BIGINT NOT NULL,
  snooze_until {time},
  to_queue TEXT NOT NULL DEFAULT '',
  tag TEXT NOT NULL DEFAULT '',
  principal TEXT
);
INSERT INTO batches_anew (
  id, kind, state, view, file, assign_to, assign_name, reason_code, reason, alone, refused, bound, hash, total, eligible,
  excluded, done, failed, undone, kept, before_fen, after_fen, made_by, made_name, made_role, made_at, asked_at, decided_by,
  decided_name, decided_at, decide_reason, begun_at, ended_at, undone_by, undone_name, undone_role, undone_at, step, version,
  snooze_until, to_queue, tag, principal
) SELECT
  id, kind, state, view, file, assign_to, assign_name, reason_code, reason, alone, refused, bound, hash, total, eligible,
  excluded, done, failed, undone, kept, before_fen, after_fen, made_by, made_name, made_role, made_at, asked_at, decided_by,
  decided_name, decided_at, decide_reason, begun_at, ended_at, undone_by, undone_name, undone_role, undone_at, step, version,
  snooze_until, to_queue, tag, principal
FROM batches;

CREATE TABLE batch_items_anew (
  batch_id BIGINT NOT NULL REFERENCES batches_anew (id),
  n INTEGER NOT NULL,
  object_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  line INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('eligible','excluded','done','failed','undone','kept')),
  code TEXT NOT NULL,
  seen BIGINT NOT NULL,
  left_version BIGINT NOT NULL,
  from_fen BIGINT NOT NULL,
  to_fen BIGINT NOT NULL,
  reason_code TEXT NOT NULL,
  bound TEXT NOT NULL,
  was TEXT NOT NULL,
  change_id BIGINT NOT NULL,
  at {time},
  principal TEXT,
  PRIMARY KEY (batch_id, n)
){rowless};
INSERT INTO batch_items_anew (
  batch_id, n, object_id, account_id, line, state, code, seen, left_version, from_fen, to_fen, reason_code, bound, was,
  change_id, at, principal
) SELECT
  batch_id, n, object_id, account_id, line, state, code, seen, left_version, from_fen, to_fen, reason_code, bound, was,
  change_id, at, principal
FROM batch_items;
DROP TABLE batch_items;
DROP TABLE batches;
ALTER TABLE batches_anew RENAME TO batches;
ALTER TABLE batch_items_anew RENAME TO batch_items;
CREATE INDEX batches_state ON batches (state, id);
CREATE UNIQUE INDEX batch_items_object ON batch_items (batch_id, object_id);
CREATE INDEX batch_items_state ON batch_items (batch_id, state, n);

-- +goose Down
SELECT 1;
