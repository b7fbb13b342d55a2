-- +goose Up
-- What was sent by forms that may be sent twice by a double click: a hash of who sent what from which page, for a day.
CREATE TABLE form_keys (
  key TEXT NOT NULL PRIMARY KEY,
  at {time} NOT NULL
){rowless};
CREATE INDEX form_keys_at ON form_keys (at);

-- +goose Down
SELECT 1;
