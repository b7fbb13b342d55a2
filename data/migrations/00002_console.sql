-- +goose Up

CREATE TABLE roles (
  "key" TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  permissions TEXT NOT NULL,
  builtin BOOLEAN NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE users (
  id {id} PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  roles TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  lang TEXT NOT NULL,
  theme TEXT NOT NULL,
  density TEXT NOT NULL,
  keys_off BOOLEAN NOT NULL,
  created_at {time} NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE sessions (
  id_hash {blob} PRIMARY KEY,
  user_id BIGINT NOT NULL,
  created_at {time} NOT NULL,
  last_seen {time} NOT NULL,
  ip TEXT NOT NULL,
  agent TEXT NOT NULL,
  "values" TEXT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, created_at);

CREATE TABLE attempts (
  key_hash {blob} PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_at {time} NOT NULL,
  open_at {time} NOT NULL
);

CREATE TABLE api_keys (
  id {id} PRIMARY KEY,
  prefix TEXT NOT NULL,
  hash {blob} NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at {time} NOT NULL,
  expires_at {time},
  revoked_at {time}
);

CREATE TABLE jobs (
  id {id} PRIMARY KEY,
  kind TEXT NOT NULL,
  unique_key TEXT NOT NULL UNIQUE,
  object_id BIGINT NOT NULL,
  run_at {time} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ready','done','dead')),
  owner TEXT NOT NULL,
  lease_until {time},
  token BIGINT NOT NULL,
  attempts INTEGER NOT NULL,
  last_error TEXT NOT NULL,
  created_at {time} NOT NULL,
  done_at {time}
);
CREATE INDEX jobs_ready ON jobs (run_at, id) WHERE state = 'ready';

CREATE TABLE audit_entries (
  seq {id} PRIMARY KEY,
  at {time} NOT NULL,
  actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, role TEXT NOT NULL,
  action TEXT NOT NULL,
  object_type TEXT NOT NULL, object_id TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  reason TEXT NOT NULL,
  "before" TEXT NOT NULL, "after" TEXT NOT NULL,
  source TEXT NOT NULL, request_id TEXT NOT NULL, ip TEXT NOT NULL,
  prev_hash {blob} NOT NULL, hash {blob} NOT NULL
);
CREATE INDEX audit_object ON audit_entries (object_type, object_id, seq);
CREATE INDEX audit_account ON audit_entries (account_id, seq) WHERE account_id <> 0;
CREATE INDEX audit_actor ON audit_entries (actor_id, seq);
CREATE INDEX audit_action ON audit_entries (action, seq);

CREATE TABLE audit_heads (
  lane TEXT PRIMARY KEY,
  seq BIGINT NOT NULL,
  hash {blob} NOT NULL
);

CREATE TABLE checkpoints (
  seq {id} PRIMARY KEY,
  at {time} NOT NULL,
  note TEXT NOT NULL
);

CREATE TABLE imports (
  hash TEXT PRIMARY KEY,
  map TEXT NOT NULL,
  file TEXT NOT NULL,
  "rows" INTEGER NOT NULL, imported INTEGER NOT NULL, unchanged INTEGER NOT NULL, rejected INTEGER NOT NULL,
  at {time} NOT NULL
);

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

-- +goose Down
SELECT 1;
