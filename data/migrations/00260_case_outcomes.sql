-- +goose Up
-- Closed cases by how they ended, in each order of the queue; and which cases have a flag.
CREATE INDEX cases_outcome_risk ON cases (outcome, place, risk, id) WHERE state = 'closed';
CREATE INDEX cases_outcome_due ON cases (outcome, place, due_at, id) WHERE state = 'closed';
CREATE INDEX cases_outcome_exposure ON cases (outcome, place, exposure_fen, id) WHERE state = 'closed';
CREATE INDEX cases_outcome_newest ON cases (outcome, place, id) WHERE state = 'closed';
CREATE INDEX flags_code ON flags (code, case_id);

-- +goose Down
SELECT 1;
