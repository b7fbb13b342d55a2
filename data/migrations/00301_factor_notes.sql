-- +goose Up
-- What an administrator tells everybody who reads a factor of a score.
CREATE TABLE factor_notes (
  factor TEXT PRIMARY KEY,
  text TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at {time} NOT NULL,
  version BIGINT NOT NULL
);

-- +goose Down
SELECT 1;
