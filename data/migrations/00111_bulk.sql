-- +goose Up
-- Batches: one act on many cases, lines or sanctions, with what became of each.

CREATE TABLE batches (
  id {id} PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('assign','release','clear','confirm','limit','lift')),
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
  version BIGINT NOT NULL
);
CREATE INDEX batches_state ON batches (state, id);

CREATE TABLE batch_items (
  batch_id BIGINT NOT NULL REFERENCES batches (id),
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
  PRIMARY KEY (batch_id, n)
){rowless};
CREATE UNIQUE INDEX batch_items_object ON batch_items (batch_id, object_id);
CREATE INDEX batch_items_state ON batch_items (batch_id, state, n);

-- Entries about the items of a batch name it where others name a request.
CREATE INDEX audit_bulk ON audit_entries (request_id, seq) WHERE source = 'bulk';
CREATE INDEX audit_folded ON audit_entries (seq) WHERE source <> 'bulk';

-- +goose Down
DROP TABLE batch_items;
DROP TABLE batches;
