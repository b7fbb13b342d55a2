-- +goose Up
-- Who asked a customer for a proof is told when the customer lets the deadline pass; of proofs from before nobody is.
ALTER TABLE challenges ADD COLUMN asked_by BIGINT NOT NULL DEFAULT 0;

-- +goose Down
SELECT 1;
