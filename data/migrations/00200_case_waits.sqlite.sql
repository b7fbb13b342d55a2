-- +goose Up
-- A case waits for the customer: since when, how long before, and why it came back. Evidence and links may belong to a case and then to no
-- appeal or measure. SQLite cannot take a reference away, so those tables are made anew, and with them the one that refers to links.
ALTER TABLE cases ADD COLUMN waiting_since {time};
ALTER TABLE cases ADD COLUMN waited_secs BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN came_back TEXT NOT NULL DEFAULT '';

CREATE TABLE evidences_anew (
  id {id} PRIMARY KEY,
  appeal_id BIGINT NOT NULL DEFAULT 0,
  case_id BIGINT NOT NULL DEFAULT 0,
  kind TEXT NOT NULL,
  requested_at {time}, received_at {time},
  finding_sealed {blob},
  by_name TEXT NOT NULL,
  due_at {time},
  lapsed_at {time},
  by_kind TEXT NOT NULL DEFAULT '',
  by_id TEXT NOT NULL DEFAULT '',
  CHECK ((appeal_id = 0) <> (case_id = 0))
);
INSERT INTO evidences_anew (id, appeal_id, kind, requested_at, received_at, finding_sealed, by_name, due_at, lapsed_at, by_kind, by_id)
SELECT id, appeal_id, kind, requested_at, received_at, finding_sealed, by_name, due_at, lapsed_at, by_kind, by_id FROM evidences;
DROP TABLE evidences;
ALTER TABLE evidences_anew RENAME TO evidences;
CREATE INDEX evidences_appeal ON evidences (appeal_id, id);
CREATE INDEX evidences_case ON evidences (case_id, id) WHERE case_id <> 0;

CREATE TABLE customer_links_anew (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  sanction_id BIGINT NOT NULL DEFAULT 0,
  case_id BIGINT NOT NULL DEFAULT 0,
  about_id TEXT NOT NULL,
  nonce {blob} NOT NULL,
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  tries BIGINT NOT NULL DEFAULT 0,
  opened_at {time},
  ended_at {time},
  ended_why TEXT NOT NULL DEFAULT '' CHECK (ended_why IN ('','revoked','left','many_tries')),
  ended_name TEXT NOT NULL DEFAULT '',
  version BIGINT NOT NULL,
  CHECK ((sanction_id = 0) <> (case_id = 0))
);
INSERT INTO customer_links_anew (id, account_id, sanction_id, about_id, nonce, made_by, made_name, made_at, expires_at, tries, opened_at,
  ended_at, ended_why, ended_name, version)
SELECT id, account_id, sanction_id, about_id, nonce, made_by, made_name, made_at, expires_at, tries, opened_at,
  ended_at, ended_why, ended_name, version FROM customer_links;

CREATE TABLE customer_sessions_anew (
  id_hash {blob} NOT NULL PRIMARY KEY,
  link_id BIGINT NOT NULL UNIQUE REFERENCES customer_links_anew (id),
  created_at {time} NOT NULL,
  last_seen {time} NOT NULL
);
INSERT INTO customer_sessions_anew (id_hash, link_id, created_at, last_seen) SELECT id_hash, link_id, created_at, last_seen FROM customer_sessions;
DROP TABLE customer_sessions;

DROP TABLE customer_links;
ALTER TABLE customer_links_anew RENAME TO customer_links;
ALTER TABLE customer_sessions_anew RENAME TO customer_sessions;
CREATE INDEX customer_links_account ON customer_links (account_id, id);
CREATE INDEX customer_links_sanction ON customer_links (sanction_id, id);
CREATE INDEX customer_links_case ON customer_links (case_id, id) WHERE case_id <> 0;

-- +goose Down
SELECT 1;
