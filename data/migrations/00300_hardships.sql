-- +goose Up
-- A customer's circumstances changed: a flag on the account says until when whoever acts is to know. What it is about is sealed.
CREATE TABLE hardships (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  kind_sealed {blob},
  note_sealed {blob},
  since {time} NOT NULL,
  ends_at {time} NOT NULL,
  made_name TEXT NOT NULL, made_at {time} NOT NULL,
  ended_at {time}, ended_name TEXT NOT NULL, end_reason TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX hardships_account ON hardships (account_id, id);
CREATE UNIQUE INDEX hardships_open ON hardships (account_id) WHERE ended_at IS NULL;
ALTER TABLE accounts ADD COLUMN hardship_until {time};

-- +goose Down
SELECT 1;
