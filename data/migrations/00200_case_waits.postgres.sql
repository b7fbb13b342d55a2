-- +goose Up
-- A case waits for the customer: since when, how long before, and why it came back. Evidence and links may belong to a case and then to no
-- appeal or measure.
ALTER TABLE cases ADD COLUMN waiting_since {time};
ALTER TABLE cases ADD COLUMN waited_secs BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN came_back TEXT NOT NULL DEFAULT '';

ALTER TABLE evidences DROP CONSTRAINT evidences_appeal_id_fkey;
ALTER TABLE evidences ALTER COLUMN appeal_id SET DEFAULT 0;
ALTER TABLE evidences ADD COLUMN case_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE evidences ADD CHECK ((appeal_id = 0) <> (case_id = 0));
CREATE INDEX evidences_case ON evidences (case_id, id) WHERE case_id <> 0;

ALTER TABLE customer_links DROP CONSTRAINT customer_links_sanction_id_fkey;
ALTER TABLE customer_links ALTER COLUMN sanction_id SET DEFAULT 0;
ALTER TABLE customer_links ADD COLUMN case_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE customer_links ADD CHECK ((sanction_id = 0) <> (case_id = 0));
CREATE INDEX customer_links_case ON customer_links (case_id, id) WHERE case_id <> 0;

-- +goose Down
SELECT 1;
