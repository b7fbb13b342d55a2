-- +goose Up
-- Counts beside the filters of the book and of the list of appeals are read from these alone.
CREATE INDEX accounts_facets ON accounts (status, band, days_past_due);
CREATE INDEX accounts_late ON accounts (status, days_past_due);
CREATE INDEX appeals_facets ON appeals (stage, kind, outcome, lang);

-- +goose Down
SELECT 1;
