-- +goose Up
-- The outbox of one channel in all states, and the inbox of one channel.
CREATE INDEX deliveries_of_channel ON deliveries (channel, id);
CREATE INDEX deliveries_inbox_channel ON deliveries (channel, id) WHERE inbox;

-- +goose Down
SELECT 1;
