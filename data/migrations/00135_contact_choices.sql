-- +goose Up
-- What customers said about how the lender may reach them. A choice is never changed: another one ends it.
CREATE TABLE contact_choices (
  id BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  way TEXT NOT NULL CHECK (way IN ('sms','email','letter','call','night')),
  allowed BOOLEAN NOT NULL,
  told TEXT NOT NULL,
  by_kind TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at {time} NOT NULL,
  ended_at {time}
);
CREATE UNIQUE INDEX contact_choices_now ON contact_choices (account_id, way) WHERE ended_at IS NULL;
CREATE INDEX contact_choices_account ON contact_choices (account_id, id);

-- +goose Down
SELECT 1;
