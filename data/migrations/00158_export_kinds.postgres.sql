-- +goose Up
-- The items of a batch and the decisions about an account are written by a job, too, when they are many.
ALTER TABLE exports DROP CONSTRAINT exports_kind_check;
ALTER TABLE exports ADD CONSTRAINT exports_kind_check CHECK (kind IN ('queue','accounts','appeals','audit','lists','items','decisions'));

-- +goose Down
SELECT 1;
