-- +goose Up
-- The lists of users and of batches are written by a job, too, when they are long. SQLite cannot change a check, so
-- the table is made anew, and with it the one that refers to it.
CREATE TABLE exports_anew (
  id {id} PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('queue','accounts','appeals','audit','lists','items','decisions','radar','outbox','challenges','users','batches')),
  state TEXT NOT NULL CHECK (state IN ('queued','running','done','failed','cancelled','expired')),
  filter TEXT NOT NULL,
  query TEXT NOT NULL,
  columns TEXT NOT NULL,
  scores BOOLEAN NOT NULL,
  lang TEXT NOT NULL,
  asked_by BIGINT NOT NULL,
  asked_name TEXT NOT NULL,
  asked_login TEXT NOT NULL,
  asked_at {time} NOT NULL,
  ended_at {time},
  expires_at {time},
  step BIGINT NOT NULL,
  steps BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  chunks INTEGER NOT NULL,
  problem TEXT NOT NULL,
  key_sealed {blob},
  version BIGINT NOT NULL
);
INSERT INTO exports_anew (id, kind, state, filter, query, columns, scores, lang, asked_by, asked_name, asked_login, asked_at, ended_at, expires_at, step, steps, bytes, chunks, problem, key_sealed, version)
SELECT id, kind, state, filter, query, columns, scores, lang, asked_by, asked_name, asked_login, asked_at, ended_at, expires_at, step, steps, bytes, chunks, problem, key_sealed, version FROM exports;

CREATE TABLE export_chunks_anew (
  export_id BIGINT NOT NULL REFERENCES exports_anew (id),
  n INTEGER NOT NULL,
  content_sealed {blob} NOT NULL,
  PRIMARY KEY (export_id, n)
);
INSERT INTO export_chunks_anew (export_id, n, content_sealed) SELECT export_id, n, content_sealed FROM export_chunks;
DROP TABLE export_chunks;
DROP TABLE exports;
ALTER TABLE exports_anew RENAME TO exports;
ALTER TABLE export_chunks_anew RENAME TO export_chunks;
CREATE INDEX exports_asked ON exports (asked_by, id);

-- +goose Down
SELECT 1;
