-- +goose Up
-- What stood behind the measure that an appeal is against: the band of the account's score when the measure was made, and the rules and
-- flags that asked for it. None of it changes later, so that lists and figures can be narrowed by it without a look at decisions.
ALTER TABLE appeals ADD COLUMN band TEXT NOT NULL DEFAULT '';
UPDATE appeals SET band = COALESCE((SELECT d.band FROM decisions d JOIN sanctions s ON s.id = appeals.sanction_id
  WHERE d.account_id = appeals.account_id AND d.at <= s.made_at ORDER BY d.id DESC LIMIT 1), '');
CREATE INDEX appeals_band ON appeals (band, due_at, id);

CREATE TABLE appeal_causes (
  kind TEXT NOT NULL CHECK (kind IN ('rule','flag')),
  code TEXT NOT NULL,
  appeal_id BIGINT NOT NULL REFERENCES appeals (id),
  PRIMARY KEY (kind, code, appeal_id)
){rowless};
CREATE INDEX appeal_causes_appeal ON appeal_causes (appeal_id);
INSERT INTO appeal_causes (kind, code, appeal_id) SELECT 'rule', rule, appeal_id FROM rule_judgements;
INSERT INTO appeal_causes (kind, code, appeal_id)
SELECT DISTINCT 'flag', f.code, a.id FROM appeals a JOIN sanctions s ON s.id = a.sanction_id JOIN flags f ON f.case_id = s.case_id
WHERE s.case_id <> 0 AND f.raised_at <= s.made_at AND f.state IN ('confirmed','overturned');

-- +goose Down
SELECT 1;
