package data

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/engine/learn"
	"candor/models"
)

// rowsHeld is a check of the rows that must find nothing.
func rowsHeld(t *testing.T, s *Store) models.RowCheck {
	t.Helper()
	check := must[models.RowCheck](t)(s.VerifyRows(ctx, nil))
	if !check.OK() {
		t.Fatalf("rows that nobody touched: %+v", check.Findings)
	}
	return check
}

// everyKind gives a lender one thing of each kind that is held against the record, some with a history: a user that was changed,
// a policy that was published and one that was rolled back, a champion that was given back, measures that ended.
func everyKind(t *testing.T, s *Store, c *clock) map[string]string {
	t.Helper()
	ids := map[string]string{}
	boss := hire(t, s, "boss", models.RoleAdmin)
	u := hire(t, s, "rita", models.RoleReviewer)
	must[*models.User](t)(s.ChangeUser(ctx, person(boss.ID, "Boss"), models.ChangeUser{ID: u.ID, Name: "Rita", Roles: []string{models.RoleAuditor}, Version: u.Version}))
	ids["users"] = u.PublicID()
	role := must[*models.Role](t)(s.AddRole(ctx, anna, models.Role{Key: "desk", Name: "Desk", Permissions: []models.Permission{models.PermCaseRead}}))
	ids["roles"] = role.Key
	key, _, err := s.AddKey(ctx, anna, models.AddKey{Name: "Core", Scopes: []models.Permission{models.PermAPIScoreRead}})
	ok(t, err)
	ids["api_keys"] = key.PublicID()
	p := approved(t, s, holding30k())
	p = must[*models.Policy](t)(s.ShadowPolicy(ctx, anna, stepOf(p)))
	p = must[*models.Policy](t)(s.PublishPolicy(ctx, anna, stepOf(p)))
	ids["policies"] = "3"
	back := must[*models.Policy](t)(s.RollbackPolicy(ctx, ben, stepOf(p), "holds too many"))
	if back.Version != 3 {
		t.Fatalf("rolled back to version %d", back.Version)
	}
	old := must[*models.Model](t)(s.SaveModel(ctx, anna, NewModel{Card: otherCard("a", 100), Report: learn.Report{Rows: 1}}))
	m := challenger(t, s, "b", 90)
	proposal := must[*models.Promotion](t)(s.ProposePromotion(ctx, anna, m.ID, m.Version, "separates better"))
	ok(t, s.ApprovePromotion(ctx, ben, proposal.ID, proposal.Version))
	m = must[*models.Model](t)(s.Model(ctx, m.ID))
	must[*models.Model](t)(s.ReturnChampion(ctx, ben, m.ID, m.Version, "flags too many"))
	ids["models"], ids["promotions"] = old.PublicID(), proposal.PublicID()
	stop := must[*models.Stop](t)(s.BeginStop(ctx, anna, "looks odd"))
	ids["stops"] = stop.PublicID()
	a := lenderAccount(t, s, "1")
	change := must[*models.LimitChange](t)(s.ProposeLimit(ctx, anna, raise(measured(t, s, a.ID), 1_200_000)))
	ids["limit_changes"], ids["accounts"] = change.PublicID(), a.PublicID()
	now := must[*models.Account](t)(s.Account(ctx, a.ID))
	sn := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, models.ProposeSanction{
		AccountID: a.ID, Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionDraw}, ReasonCode: "cash_out", Reason: "seen", EndsAt: days(c, 9), Version: now.Version,
	}))
	ids["sanctions"] = sn.PublicID()
	added := must[*models.ListPut](t)(s.AddListEntry(ctx, anna, models.AddListEntry{Lane: models.ListWatch, Kind: "device", Value: "phone1", Reason: "in a ring"}))
	ids["list_entries"] = added.Entry.PublicID()
	cut := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, sanction(measured(t, s, a.ID), models.SanctionLimitCut, c)))
	for table, id := range everyMarked(t, s, c, cut) {
		ids[table] = id
	}
	draft, _, err := s.DraftPolicy(ctx, anna, back.Version)
	ok(t, err)
	must[*models.Policy](t)(s.EditPolicy(ctx, anna, stepOf(draft), strict()))
	return ids
}

// TestEveryEditBehindTheRecordIsFound changes one row at a time directly, as somebody with the database could: it is named with
// its table, its id and the entry that it contradicts, and put back it is no finding any more.
func TestEveryEditBehindTheRecordIsFound(t *testing.T) {
	edits := []struct{ table, field, set string }{
		{"users", "roles", `roles = '["admin"]'`}, {"users", "disabled", "disabled = TRUE"}, {"roles", "permissions", `permissions = '["user.manage"]'`},
		{"api_keys", "scopes", `scopes = '["api.event.write"]'`}, {"api_keys", "expires_at", "expires_at = '2030-01-01 00:00:00+00:00'"},
		{"policies", "document", `document = REPLACE(document, '"step_up"', '"allow"')`}, {"policies", "state", "state = 'draft'"},
		{"models", "file", "artefact = '{}'"}, {"models", "sha256", "sha256 = 'ab'"}, {"models", "state", "state = 'challenger'"}, {"promotions", "state", "state = 'rejected'"},
		{"stops", "stopped", "ended_at = '2026-03-02 00:00:00+00:00'"}, {"limit_changes", "to_fen", "to_fen = 9900000"}, {"limit_changes", "state", "state = 'withdrawn'"},
		{"sanctions", "state", "state = 'lifted'"}, {"accounts", "status", "status = 'active'"}, {"accounts", "limit_fen", "limit_fen = 9900000"},
		{"accounts", "in_force_fen", "credit_lines"}, {"list_entries", "token", "token = 'x'"}, {"list_entries", "ended", "ended_at = '2026-03-02 00:00:00+00:00'"},
		{"sanctions", "kind", "kind = 'freeze'"}, {"sanctions", "reach", "reach = '[]'"}, {"sanctions", "ends_at", "ends_at = '2030-01-01 00:00:00+00:00'"}, {"sanctions", "reason_code", "reason_code = 'fraud_suspected'"},
		{"cases", "assignee_id", "assignee_id = 9"}, {"cases", "severity", "severity = 1"}, {"cases", "queue", "queue = 'lead'"}, {"cases", "state", "state = 'closed'"},
		{"flags", "state", "state = 'cleared'"}, {"flags", "value", "value = value + 1"}, {"flags", "code", "code = 'over_limit'"},
		{"appeals", "stage", "stage = 'withdrawn'"}, {"appeals", "due_at", "due_at = '2030-01-01 00:00:00+00:00'"}, {"appeals", "words_sealed", "words_sealed = ''"},
		{"notes", "author_name", "author_name = 'Ben'"}, {"notes", "text_sealed", "text_sealed = ''"}, {"former_notes", "text_sealed", "text_sealed = ''"}, {"former_notes", "at", "at = '2020-01-01 00:00:00+00:00'"},
	}
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ids := everyKind(t, s, c)
		clean := rowsHeld(t, s)
		tables := make([]string, len(clean.Tables))
		for i, table := range clean.Tables {
			tables[i] = table.Table
			if table.Rows == 0 || ids[table.Table] == "" {
				t.Errorf("%s: %d rows were held against the record", table.Table, table.Rows)
			}
		}
		if d := cmp.Diff(models.RowTables(), tables); d != "" {
			t.Error(d)
		}
		edited := map[string]bool{}
		for _, e := range edits {
			edited[e.table] = true
			table, query := e.table, "UPDATE "+e.table+" SET "+e.set+" WHERE "+rowKey(t, e.table, ids[e.table])
			if e.set == "credit_lines" {
				table, query = e.set, "UPDATE credit_lines SET limit_fen = 1"
			}
			undo := keepTable(t, s, table)
			done := s.w.Exec(query)
			if done.Error != nil || done.RowsAffected == 0 {
				t.Fatalf("%s: %d rows, %v", query, done.RowsAffected, done.Error)
			}
			check := must[models.RowCheck](t)(s.VerifyRows(ctx, nil))
			i := slices.IndexFunc(check.Findings, func(f models.RowFinding) bool {
				return f.Table == e.table && f.ID == ids[e.table] && f.Field == e.field && f.Problem == models.RowDiffers
			})
			if i < 0 || check.OK() {
				t.Errorf("%s: %+v", query, check.Findings)
			} else if entry := must[*models.AuditPlace](t)(s.AuditPlace(ctx, check.Findings[i].Seq)); entry.Entry.ObjectID != ids[e.table] && entry.Entry.AccountID.Public(models.PrefixAccount) != ids[e.table] &&
				(!slices.Contains([]string{"notes", "former_notes"}, e.table) || entry.Entry.ObjectID != ids["accounts"]) {
				t.Errorf("%s contradicts entry %d, which is about %s", query, check.Findings[i].Seq, entry.Entry.ObjectID)
			}
			undo()
			rowsHeld(t, s)
		}
		if len(edited) != len(tables) {
			t.Errorf("edits of %d tables of %d", len(edited), len(tables))
		}
	})
}

// TestRowsThatCameOrWentAreFound takes rows away and slips others in.
func TestRowsThatCameOrWentAreFound(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		ids := everyKind(t, s, c)
		rowsHeld(t, s)
		for _, table := range models.RowTables() {
			if slices.Contains([]string{"accounts", "models", "policies", "cases", "notes"}, table) { // the database keeps what others refer to
				continue
			}
			undo := keepTable(t, s, table)
			ok(t, s.w.Exec("DELETE FROM "+table+" WHERE "+rowKey(t, table, ids[table])).Error)
			check := must[models.RowCheck](t)(s.VerifyRows(ctx, nil))
			if len(check.Findings) != 1 || check.Findings[0].Table != table || check.Findings[0].ID != ids[table] || check.Findings[0].Problem != models.RowGone || check.Findings[0].Seq == 0 {
				t.Errorf("deleted from %s: %+v", table, check.Findings)
			}
			undo()
		}
		for name, edit := range map[string]func(*gorm.DB) *gorm.DB{
			"users": func(db *gorm.DB) *gorm.DB {
				return db.Create(&models.User{ID: 77, Login: "ghost", Roles: []string{models.RoleAdmin}, CreatedAt: start})
			},
			"roles": func(db *gorm.DB) *gorm.DB {
				return db.Create(&models.Role{Key: "ghost", Name: "x", Permissions: []models.Permission{models.PermUserManage}, Builtin: true})
			},
			"api_keys": func(db *gorm.DB) *gorm.DB {
				return db.Create(&models.APIKey{ID: 77, Prefix: "x", Hash: []byte{1}, Scopes: []models.Permission{models.PermAPIEventWrite}, CreatedAt: start})
			},
			"notes": func(db *gorm.DB) *gorm.DB {
				return db.Create(slipped(t, s, accountOf(ids), c.now().Add(time.Second)))
			},
			"flags": func(db *gorm.DB) *gorm.DB {
				kase := must[models.ID](t)(models.ParseID(models.PrefixCase, ids["cases"]))
				return db.Create(&models.Flag{ID: models.FirstID(c.now().Add(time.Second)), CaseID: kase, AccountID: accountOf(ids), Source: "rule", Code: "over_limit", Severity: 4, RaisedAt: start, State: models.FlagOpen})
			},
			"policies": func(db *gorm.DB) *gorm.DB {
				return db.Create(&models.Policy{Version: 9, State: models.PolicyDraft, Document: decide.Default(), MadeAt: start})
			},
		} {
			undo := keepTable(t, s, name)
			ok(t, edit(s.w).Error)
			check := must[models.RowCheck](t)(s.VerifyRows(ctx, nil))
			if len(check.Findings) != 1 || check.Findings[0].Table != name || check.Findings[0].Problem != models.RowUntold {
				t.Errorf("slipped into %s: %+v", name, check.Findings)
			}
			undo()
		}
		undo := keepTable(t, s, "roles")
		ok(t, s.w.Exec(`UPDATE roles SET permissions = '["user.manage"]' WHERE builtin AND key = ?`, models.RoleAuditor).Error)
		if check := must[models.RowCheck](t)(s.VerifyRows(ctx, nil)); len(check.Findings) != 1 || check.Findings[0].ID != models.RoleAuditor || check.Findings[0].Field != "permissions" || check.Findings[0].Seq != 0 {
			t.Errorf("a built-in role that may more: %+v", check.Findings)
		}
		undo()
		rowsHeld(t, s)
	})
}

// rowKey is the condition for the row of an id.
func rowKey(t *testing.T, table, id string) string {
	t.Helper()
	switch table {
	case "roles":
		return "key = '" + id + "'"
	case "policies":
		return "version = " + id
	}
	n, err := models.ParseID(id[:3], id)
	ok(t, err)
	return "id = " + strconv.FormatInt(int64(n), 10)
}

// keepTable remembers the rows of a table and returns what brings them back.
func keepTable(t *testing.T, s *Store, table string) (undo func()) {
	t.Helper()
	key := map[string]string{"roles": "key", "policies": "version"}[table]
	if key == "" {
		key = "id"
	}
	var rows []map[string]any
	ok(t, s.w.Table(table).Find(&rows).Error)
	return func() {
		t.Helper()
		known := make([]any, len(rows))
		for i, row := range rows {
			known[i] = row[key]
			done := s.w.Table(table).Where(key+" = ?", row[key]).Updates(row)
			ok(t, done.Error)
			if done.RowsAffected == 0 {
				ok(t, s.w.Table(table).Create(row).Error)
			}
		}
		ok(t, s.w.Exec("DELETE FROM "+table+" WHERE "+key+" NOT IN ?", known).Error)
	}
}

// TestRowsAreReadInPages: more entries about one thing, and more things, than one page holds.
func TestRowsAreReadInPages(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		u := hire(t, s, "rita", models.RoleReviewer)
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			for i := range rowPage + 20 {
				u.Disabled = i%2 == 0
				if err := tx.audit(models.ActionUserChanged, userTarget(u), nil, standingOf(u), ""); err != nil {
					return err
				}
			}
			lines := make([]models.ListLine, rowPage+20)
			for i := range lines {
				lines[i] = models.ListLine{Lane: models.ListWatch, Kind: "device", Token: time.Unix(int64(i), 0).UTC().String(), Reason: "in a ring"}
			}
			_, err := tx.addEntries(lines, "test", 0)
			return err
		}))
		check := rowsHeld(t, s)
		if at := slices.IndexFunc(check.Tables, func(r models.RowTable) bool { return r.Table == "list_entries" }); check.Tables[at].Rows != rowPage+20 {
			t.Errorf("%d entries of lists", check.Tables[at].Rows)
		}
		ok(t, s.w.Exec("UPDATE list_entries SET lane = 'block'").Error)
		check = must[models.RowCheck](t)(s.VerifyRows(ctx, nil))
		if len(check.Findings) != models.RowFindingsMost || check.More != rowPage+20-models.RowFindingsMost {
			t.Errorf("%d findings and %d more", len(check.Findings), check.More)
		}
	})
}
