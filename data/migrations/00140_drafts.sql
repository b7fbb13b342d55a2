-- +goose Up
-- What a person has typed into a form and not sent yet. The words are sealed, for the person whom the form is about where there is one.
CREATE TABLE drafts (
  id {id} PRIMARY KEY,
  user_id BIGINT NOT NULL,
  form TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  at {time} NOT NULL,
  body_sealed {blob}
);
CREATE UNIQUE INDEX drafts_form ON drafts (user_id, form);
CREATE INDEX drafts_at ON drafts (at);
CREATE INDEX drafts_account ON drafts (account_id);

-- +goose Down
SELECT 1;
