-- +goose Up
-- What a model-risk team reads about a model: see engine/validate. Models from before it have none.
ALTER TABLE models ADD COLUMN validation {blob};

-- +goose Down
SELECT 1;
