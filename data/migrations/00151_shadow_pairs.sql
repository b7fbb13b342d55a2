-- +goose Up
-- What a challenger and the champion said at the last rescoring, counted when it ended, so that comparing them does not go by the book.
CREATE TABLE shadow_pairs (
  model_id BIGINT NOT NULL,
  champion_score INTEGER NOT NULL,
  score INTEGER NOT NULL,
  champion_id BIGINT NOT NULL,
  count BIGINT NOT NULL,
  known BIGINT NOT NULL,
  bad BIGINT NOT NULL,
  at {time} NOT NULL,
  PRIMARY KEY (model_id, champion_score, score)
){rowless};

-- +goose Down
SELECT 1;
