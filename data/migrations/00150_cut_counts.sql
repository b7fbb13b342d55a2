-- +goose Up
-- What the thresholds of a version hold for, counted one account at a time: one count a version, the latest that was asked for.
CREATE TABLE cut_counts (
  policy_version INTEGER PRIMARY KEY REFERENCES policies (version),
  revision BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued','done')),
  cuts TEXT NOT NULL,
  looked BIGINT NOT NULL,
  accounts BIGINT NOT NULL,
  asked_at {time} NOT NULL,
  counted_at {time}
);

-- +goose Down
SELECT 1;
