-- +goose Up
-- Samples of decided cases that a lead judges again, with what was decided first as it was at the draw.
CREATE TABLE samples (
  id {id} PRIMARY KEY,
  from_at {time} NOT NULL, until_at {time} NOT NULL,
  asked INTEGER NOT NULL CHECK (asked BETWEEN 1 AND 100),
  seed BIGINT NOT NULL,
  eligible INTEGER NOT NULL,
  drawn INTEGER NOT NULL CHECK (drawn BETWEEN 1 AND 100),
  judged INTEGER NOT NULL CHECK (judged BETWEEN 0 AND 100),
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  version BIGINT NOT NULL
);

CREATE TABLE sample_items (
  sample_id BIGINT NOT NULL REFERENCES samples (id),
  n INTEGER NOT NULL,
  case_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  top_code TEXT NOT NULL,
  first_by BIGINT NOT NULL, first_name TEXT NOT NULL,
  first TEXT NOT NULL CHECK (first IN ('cleared','confirmed')),
  first_why TEXT NOT NULL, first_at {time} NOT NULL,
  second TEXT NOT NULL CHECK (second IN ('','cleared','confirmed')),
  second_why TEXT NOT NULL, second_at {time},
  version BIGINT NOT NULL,
  PRIMARY KEY (sample_id, n)
){rowless};
CREATE UNIQUE INDEX sample_items_case ON sample_items (sample_id, case_id);

-- +goose Down
DROP TABLE sample_items;
DROP TABLE samples;
