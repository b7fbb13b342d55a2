-- +goose Up
-- What one request of a person wrote stands together: the answer to a pending action and what followed from it.
CREATE INDEX audit_request ON audit_entries (request_id, seq) WHERE source = 'ui';
