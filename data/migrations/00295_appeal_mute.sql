-- +goose Up
-- Appeals against a measure by the customer's link are not taken until a day, after some were upheld.
ALTER TABLE sanctions ADD COLUMN mute_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE sanctions ADD COLUMN muted_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sanctions ADD COLUMN muted_name TEXT NOT NULL DEFAULT '';
ALTER TABLE sanctions ADD COLUMN muted_at {time};
ALTER TABLE sanctions ADD COLUMN mute_until {time};

-- +goose Down
SELECT 1;
