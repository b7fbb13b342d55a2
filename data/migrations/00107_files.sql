-- +goose Up
-- What people hand in: which file, whose, and its content in sealed chunks.

CREATE TABLE files (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  owner_id TEXT NOT NULL,
  evidence_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL CHECK (kind IN ('jpeg','png','pdf','txt','csv')),
  name_sealed {blob},
  key_sealed {blob},
  bytes BIGINT NOT NULL,
  chunks BIGINT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  digest {blob} NOT NULL,
  scanned BOOLEAN NOT NULL,
  by_kind TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at {time} NOT NULL,
  erased_at {time}
);
CREATE INDEX files_account ON files (account_id, id);
CREATE UNIQUE INDEX files_owner ON files (owner_id, digest);

CREATE TABLE file_chunks (
  file_id BIGINT NOT NULL REFERENCES files (id),
  n BIGINT NOT NULL,
  content_sealed {blob} NOT NULL,
  PRIMARY KEY (file_id, n)
);

-- +goose Down
SELECT 1;
