-- +goose Up
-- What stood in a run is part of the record, as decisions are.

-- +goose StatementBegin
CREATE TRIGGER stands_no_update BEFORE UPDATE ON stands
BEGIN SELECT RAISE(ABORT, 'stands are immutable'); END;
-- +goose StatementEnd

-- +goose Down
SELECT 1;
