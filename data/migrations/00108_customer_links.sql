-- +goose Up
-- Links that let a customer see a measure against them, and the one browser that opened each.

CREATE TABLE customer_links (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  sanction_id BIGINT NOT NULL REFERENCES sanctions (id),
  about_id TEXT NOT NULL,
  nonce {blob} NOT NULL,
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  tries BIGINT NOT NULL DEFAULT 0,
  opened_at {time},
  ended_at {time},
  ended_why TEXT NOT NULL DEFAULT '' CHECK (ended_why IN ('','revoked','left','many_tries')),
  ended_name TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL
);
CREATE INDEX customer_links_account ON customer_links (account_id, id);
CREATE INDEX customer_links_sanction ON customer_links (sanction_id, id);

CREATE TABLE customer_sessions (
  id_hash {blob} NOT NULL PRIMARY KEY,
  link_id BIGINT NOT NULL UNIQUE REFERENCES customer_links (id),
  created_at {time} NOT NULL,
  last_seen {time} NOT NULL
);

-- +goose Down
SELECT 1;
