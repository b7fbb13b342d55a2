-- +goose Up
-- Views of the queue that people named: what narrows and sorts it, its columns and their height, as the address holds them.
CREATE TABLE queue_views (
  id {id} PRIMARY KEY,
  owner_id BIGINT NOT NULL,
  owner_name TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('mine','team','all')),
  team TEXT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  created_at {time} NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX queue_views_owner ON queue_views (owner_id, id);
CREATE INDEX queue_views_shared ON queue_views (scope, team, id) WHERE scope <> 'mine';

-- How a person works through the queue.
CREATE TABLE queue_settings (
  user_id {id} PRIMARY KEY,
  first_view TEXT NOT NULL,
  stay BOOLEAN NOT NULL,
  version BIGINT NOT NULL
);

-- +goose Down
SELECT 1;
