-- +goose Up
ALTER TABLE users ADD COLUMN must_change BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE users ADD COLUMN signed_in_at {time};
ALTER TABLE sessions ADD COLUMN renew BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE attempts ADD COLUMN good_at {time};
ALTER TABLE api_keys ADD COLUMN tail TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN used_at {time};
CREATE INDEX sessions_seen ON sessions (last_seen);
CREATE INDEX attempts_seen ON attempts (last_at);

-- +goose Down
SELECT 1;
