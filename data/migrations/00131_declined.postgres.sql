-- +goose Up
-- A payment that was not made is told to the customer as a measure of its own, of a kind and in a state that there were not.
ALTER TABLE sanctions DROP CONSTRAINT sanctions_kind_check;
ALTER TABLE sanctions ADD CONSTRAINT sanctions_kind_check CHECK (kind IN ('limit_cut','restrict','freeze','deactivate','decline'));
ALTER TABLE sanctions DROP CONSTRAINT sanctions_state_check;
ALTER TABLE sanctions ADD CONSTRAINT sanctions_state_check
  CHECK (state IN ('proposed','active','rejected','withdrawn','lapsed','expired','lifted','overturned','stands'));

-- +goose Down
SELECT 1;
