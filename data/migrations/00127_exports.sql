-- +goose Up
-- Lists that are too long to leave with an answer: a job writes them as CSV, and they are kept for a day. The content is in chunks
-- that a key of its own seals.
CREATE TABLE exports (
  id {id} PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('queue','accounts','appeals','audit','lists')),
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
CREATE INDEX exports_asked ON exports (asked_by, id);

CREATE TABLE export_chunks (
  export_id BIGINT NOT NULL REFERENCES exports (id),
  n INTEGER NOT NULL,
  content_sealed {blob} NOT NULL,
  PRIMARY KEY (export_id, n)
);

-- +goose Down
SELECT 1;
