-- +goose Up
-- Types in braces differ between databases; see migrate.go.

CREATE TABLE accounts (
  id {id} PRIMARY KEY,
  source TEXT NOT NULL,
  external_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active','restricted','frozen','deactivated','closed')),
  reach TEXT NOT NULL,
  status_until {time},
  name_sealed {blob}, phone_sealed {blob}, id_number_sealed {blob}, email_sealed {blob},
  name_index {blob}, phone_index {blob}, phone_tail_index {blob}, id_number_index {blob}, id_tail_index {blob},
  declared TEXT NOT NULL,
  education INTEGER NOT NULL,
  employer TEXT NOT NULL,
  employment_months INTEGER,
  income_fen BIGINT NOT NULL,
  opened_at {time},
  lang TEXT NOT NULL,
  limit_fen BIGINT NOT NULL,
  used_fen BIGINT NOT NULL,
  days_past_due INTEGER NOT NULL,
  score INTEGER,
  band TEXT NOT NULL,
  decision_id BIGINT NOT NULL,
  scored_at {time},
  content_hash TEXT NOT NULL,
  created_at {time} NOT NULL,
  updated_at {time} NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (source, external_id)
);
CREATE INDEX accounts_external ON accounts (external_id);
CREATE INDEX accounts_phone ON accounts (phone_index) WHERE phone_index IS NOT NULL;
CREATE INDEX accounts_phone_tail ON accounts (phone_tail_index) WHERE phone_tail_index IS NOT NULL;
CREATE INDEX accounts_id_number ON accounts (id_number_index) WHERE id_number_index IS NOT NULL;
CREATE INDEX accounts_id_tail ON accounts (id_tail_index) WHERE id_tail_index IS NOT NULL;
CREATE INDEX accounts_name ON accounts (name_index) WHERE name_index IS NOT NULL;
CREATE INDEX accounts_status ON accounts (status, id) WHERE status <> 'active';

CREATE TABLE credit_lines (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  product TEXT NOT NULL CHECK (product IN ('paylater','cashloan')),
  limit_fen BIGINT NOT NULL CHECK (limit_fen >= 0),
  temp_fen BIGINT, temp_until {time},
  cap_fen BIGINT,
  used_fen BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (account_id, product)
);

CREATE TABLE statements (
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  month INTEGER NOT NULL,
  bill_fen BIGINT NOT NULL,
  paid_fen BIGINT NOT NULL,
  due_at {time},
  standing INTEGER NOT NULL,
  days_past_due INTEGER NOT NULL,
  PRIMARY KEY (account_id, month)
){rowless};

CREATE TABLE identity_checks (
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL,
  passed BOOLEAN NOT NULL,
  strength DOUBLE PRECISION NOT NULL,
  checked_at {time} NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (account_id, kind)
){rowless};

CREATE TABLE relationships (
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  other_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  since {time} NOT NULL,
  PRIMARY KEY (account_id, other_id, kind)
){rowless};

CREATE TABLE devices (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  label TEXT NOT NULL,
  city TEXT NOT NULL,
  first_seen {time} NOT NULL,
  last_seen {time} NOT NULL
);
CREATE INDEX devices_account ON devices (account_id, id);

CREATE TABLE transactions (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  kind TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  merchant TEXT NOT NULL,
  city TEXT NOT NULL,
  at {time} NOT NULL
);
CREATE INDEX transactions_account ON transactions (account_id, id);

CREATE TABLE labels (
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  bad BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  at {time} NOT NULL,
  PRIMARY KEY (account_id, name)
){rowless};

CREATE TABLE features (
  account_id {id} PRIMARY KEY REFERENCES accounts (id),
  vector {blob} NOT NULL,
  at {time} NOT NULL
);

CREATE TABLE notes (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  author_id BIGINT NOT NULL,
  author_name TEXT NOT NULL,
  text_sealed {blob} NOT NULL,
  at {time} NOT NULL
);
CREATE INDEX notes_account ON notes (account_id, id);

CREATE TABLE models (
  id {id} PRIMARY KEY,
  name TEXT NOT NULL,
  method TEXT NOT NULL,
  label TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('champion','challenger','retired')),
  artefact {blob} NOT NULL,
  report {blob} NOT NULL,
  sha256 TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at {time} NOT NULL,
  champion_at {time},
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX models_champion ON models (state) WHERE state = 'champion';

CREATE TABLE runs (
  id {id} PRIMARY KEY,
  model_id BIGINT NOT NULL,
  policy_version INTEGER NOT NULL,
  started_at {time} NOT NULL,
  ended_at {time},
  accounts INTEGER NOT NULL,
  flagged INTEGER NOT NULL,
  summary TEXT NOT NULL
);

CREATE TABLE decisions (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  run_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  at {time} NOT NULL,
  model_id BIGINT NOT NULL,
  policy_version INTEGER NOT NULL,
  score INTEGER NOT NULL,
  band TEXT NOT NULL,
  outcome TEXT NOT NULL,
  input {blob} NOT NULL,
  result {blob} NOT NULL
);
CREATE INDEX decisions_account ON decisions (account_id, id);

CREATE TABLE overrides (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  score INTEGER NOT NULL,
  reason TEXT NOT NULL,
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  ends_at {time} NOT NULL,
  ended_at {time}
);
CREATE INDEX overrides_account ON overrides (account_id, id);

CREATE TABLE cases (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  state TEXT NOT NULL CHECK (state IN ('open','closed')),
  severity INTEGER NOT NULL,
  risk INTEGER NOT NULL,
  exposure_fen BIGINT NOT NULL,
  score INTEGER NOT NULL,
  band TEXT NOT NULL,
  source TEXT NOT NULL,
  top_code TEXT NOT NULL,
  flag_count INTEGER NOT NULL,
  opened_at {time} NOT NULL,
  due_at {time} NOT NULL,
  assignee_id BIGINT NOT NULL, assignee_name TEXT NOT NULL,
  lease_until {time},
  closed_at {time}, closed_by BIGINT NOT NULL, closed_name TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX cases_open_account ON cases (account_id) WHERE state = 'open';
CREATE INDEX cases_account ON cases (account_id, id);
CREATE INDEX cases_risk ON cases (state, risk, id);
CREATE INDEX cases_due ON cases (state, due_at, id);
CREATE INDEX cases_exposure ON cases (state, exposure_fen, id);
CREATE INDEX cases_newest ON cases (state, id);
CREATE INDEX cases_assignee ON cases (assignee_id, id) WHERE state = 'open' AND assignee_id <> 0;

CREATE TABLE flags (
  id {id} PRIMARY KEY,
  case_id BIGINT NOT NULL REFERENCES cases (id),
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  decision_id BIGINT NOT NULL,
  source TEXT NOT NULL,
  code TEXT NOT NULL,
  severity INTEGER NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  threshold DOUBLE PRECISION NOT NULL,
  exposure_fen BIGINT NOT NULL,
  raised_at {time} NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open','confirmed','cleared','overturned'))
);
CREATE INDEX flags_case ON flags (case_id, id);
CREATE INDEX flags_account ON flags (account_id, id);

CREATE TABLE limit_changes (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  line_id BIGINT NOT NULL REFERENCES credit_lines (id),
  case_id BIGINT NOT NULL,
  product TEXT NOT NULL,
  from_fen BIGINT NOT NULL,
  to_fen BIGINT NOT NULL,
  reason_code TEXT NOT NULL,
  reason TEXT NOT NULL,
  effective_at {time} NOT NULL,
  expires_at {time},
  state TEXT NOT NULL CHECK (state IN ('proposed','scheduled','applied','restored','rejected','withdrawn','lapsed')),
  bound TEXT NOT NULL,
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  approved_by BIGINT NOT NULL, approved_name TEXT NOT NULL, decided_at {time}, decide_reason TEXT NOT NULL,
  applied_at {time}, ended_at {time},
  version BIGINT NOT NULL
);
CREATE INDEX limit_changes_account ON limit_changes (account_id, id);
CREATE INDEX limit_changes_waiting ON limit_changes (state, id) WHERE state IN ('proposed','scheduled');

CREATE TABLE sanctions (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  case_id BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('limit_cut','restrict','freeze','deactivate')),
  reach TEXT NOT NULL,
  cut_product TEXT NOT NULL,
  cut_fen BIGINT NOT NULL,
  reason_code TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed','active','rejected','withdrawn','lapsed','expired','lifted','overturned')),
  starts_at {time}, ends_at {time}, review_at {time},
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  approved_by BIGINT NOT NULL, approved_name TEXT NOT NULL, decided_at {time},
  ended_by BIGINT NOT NULL, ended_name TEXT NOT NULL, ended_at {time}, end_reason TEXT NOT NULL,
  snapshot TEXT,
  version BIGINT NOT NULL
);
CREATE INDEX sanctions_account ON sanctions (account_id, id);
CREATE INDEX sanctions_waiting ON sanctions (state, id) WHERE state = 'proposed';

CREATE TABLE appeals (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  sanction_id BIGINT NOT NULL REFERENCES sanctions (id),
  stage TEXT NOT NULL CHECK (stage IN ('received','acknowledged','evidence_requested','in_review','decided','executed','closed','withdrawn')),
  channel TEXT NOT NULL,
  lang TEXT NOT NULL,
  words_sealed {blob} NOT NULL,
  filed_by BIGINT NOT NULL, filed_name TEXT NOT NULL,
  received_at {time} NOT NULL,
  due_at {time} NOT NULL,
  paused_at {time},
  assignee_id BIGINT NOT NULL, assignee_name TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  customer_text TEXT NOT NULL,
  decided_by BIGINT NOT NULL, decided_name TEXT NOT NULL, decided_at {time},
  executed_by BIGINT NOT NULL, executed_at {time},
  restored TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE UNIQUE INDEX appeals_open_sanction ON appeals (sanction_id) WHERE stage NOT IN ('closed','withdrawn');
CREATE INDEX appeals_account ON appeals (account_id, id);
CREATE INDEX appeals_due ON appeals (due_at, id);
CREATE INDEX appeals_stage ON appeals (stage, due_at, id);

CREATE TABLE evidences (
  id {id} PRIMARY KEY,
  appeal_id BIGINT NOT NULL REFERENCES appeals (id),
  kind TEXT NOT NULL,
  requested_at {time}, received_at {time},
  finding_sealed {blob},
  by_name TEXT NOT NULL
);
CREATE INDEX evidences_appeal ON evidences (appeal_id, id);

CREATE TABLE messages (
  id {id} PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id),
  template TEXT NOT NULL,
  lang TEXT NOT NULL,
  "values" TEXT NOT NULL,
  object_id TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('held','ready','recalled')),
  created_at {time} NOT NULL,
  released_at {time}
);
CREATE INDEX messages_account ON messages (account_id, id);

CREATE TABLE policies (
  version INTEGER PRIMARY KEY,
  base INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft','submitted','live','archived','rejected','discarded')),
  document TEXT NOT NULL,
  note TEXT NOT NULL,
  made_by BIGINT NOT NULL, made_name TEXT NOT NULL, made_at {time} NOT NULL,
  submitted_at {time}, submitted_hash TEXT NOT NULL,
  approved_by BIGINT NOT NULL, approved_name TEXT NOT NULL,
  published_at {time}, archived_at {time},
  decide_reason TEXT NOT NULL,
  revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX policies_live ON policies (state) WHERE state = 'live';

-- +goose Down
SELECT 1;
