-- +goose Up
-- When the person of a session last gave the password in it; NULL in sessions from before it was noted, where the sign-in counts.
ALTER TABLE sessions ADD COLUMN proved_at {time};

-- +goose Down
SELECT 1;
