-- +goose Up
-- What stood in a run is part of the record, as decisions are.
CREATE TRIGGER stands_append_only BEFORE UPDATE ON stands
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- +goose Down
SELECT 1;
