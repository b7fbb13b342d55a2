-- +goose Up
-- How a message that is ready reaches the customer: one delivery a channel, and every attempt at it.
CREATE TABLE deliveries (
  id {id} PRIMARY KEY,
  message_id BIGINT NOT NULL REFERENCES messages (id),
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  channel TEXT NOT NULL CHECK (channel IN ('sms','email','webhook','letter')),
  state TEXT NOT NULL CHECK (state IN ('queued','sending','retry','delivered','dead','by_hand')),
  inbox BOOLEAN NOT NULL,
  mandatory BOOLEAN NOT NULL,
  attempts INTEGER NOT NULL,
  most INTEGER NOT NULL,
  next_at {time} NOT NULL,
  waits TEXT NOT NULL,
  owner TEXT NOT NULL,
  lease_until {time},
  token BIGINT NOT NULL,
  code TEXT NOT NULL,
  created_at {time} NOT NULL,
  done_at {time},
  UNIQUE (message_id, channel)
);
CREATE INDEX deliveries_due ON deliveries (next_at, id) WHERE state IN ('queued','retry','sending');
CREATE INDEX deliveries_state ON deliveries (state, id);
CREATE INDEX deliveries_channel ON deliveries (state, channel, id);
CREATE INDEX deliveries_inbox ON deliveries (id) WHERE inbox;
CREATE INDEX deliveries_contacts ON deliveries (account_id, done_at) WHERE state = 'delivered';
CREATE INDEX messages_held ON messages (id) WHERE state = 'held';

CREATE TABLE delivery_tries (
  delivery_id BIGINT NOT NULL REFERENCES deliveries (id),
  n INTEGER NOT NULL,
  started_at {time} NOT NULL,
  ended_at {time},
  result TEXT NOT NULL CHECK (result IN ('started','accepted','failed','refused','unknown')),
  code TEXT NOT NULL,
  PRIMARY KEY (delivery_id, n)
){rowless};

-- +goose Down
SELECT 1;
