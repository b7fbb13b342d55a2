-- +goose Up
-- Short words that staff put on accounts, and how many accounts have each.
CREATE TABLE account_tags (
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  tag TEXT NOT NULL,
  at {time} NOT NULL,
  by_id BIGINT NOT NULL, by_name TEXT NOT NULL,
  PRIMARY KEY (account_id, tag)
){rowless};

CREATE TABLE tags (
  tag TEXT PRIMARY KEY,
  n BIGINT NOT NULL
){rowless};
CREATE INDEX tags_used ON tags (n, tag);

-- +goose Down
SELECT 1;
