-- +goose Up
-- What the home page counts by day, and what quotas count by person.
CREATE INDEX flags_raised ON flags (raised_at);
CREATE INDEX cases_closed ON cases (closed_by, closed_at) WHERE state = 'closed';
CREATE INDEX cases_closed_at ON cases (closed_at) WHERE state = 'closed';
CREATE INDEX audit_personal ON audit_entries (actor_id, seq) WHERE action IN ('personal.revealed','personal.searched');

-- +goose Down
SELECT 1;
