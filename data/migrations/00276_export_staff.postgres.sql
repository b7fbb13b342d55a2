-- +goose Up
-- The lists of users and of batches are written by a job, too, when they are long.
ALTER TABLE exports DROP CONSTRAINT exports_kind_check;
ALTER TABLE exports ADD CONSTRAINT exports_kind_check CHECK (kind IN ('queue','accounts','appeals','audit','lists','items','decisions','radar','outbox','challenges','users','batches'));

-- +goose Down
SELECT 1;
