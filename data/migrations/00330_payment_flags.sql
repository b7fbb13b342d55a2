-- +goose Up
-- Whether a payment raised a flag of a case stands with the case: views and counts of such cases need not read their flags and events.
ALTER TABLE cases ADD COLUMN payment_flag BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE cases SET payment_flag = TRUE WHERE id IN (
  SELECT flags.case_id FROM flags JOIN events ON events.id = flags.decision_id
  WHERE events.kind IN ('purchase','draw','refund','transfer_out','repayment'));
CREATE INDEX cases_payment ON cases (payment_flag, place, risk, id) WHERE state = 'open' AND payment_flag = TRUE;

-- +goose Down
SELECT 1;
