package data

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"
)

// TestAppealsOutliveTheirNewTable fills an embedded database of before the desk with an appeal, its
// evidence and a judgement, and brings it up to date: everything is there, hangs together, and the new
// stages are allowed.
func TestAppealsOutliveTheirNewTable(t *testing.T) {
	ctx := context.Background()
	db, err := gorm.Open(dialSQLite(filepath.Join(t.TempDir(), "old.db"), false), &gorm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	raw.SetMaxOpenConns(1) // what is switched on one connection holds for all
	provider, err := newProvider(sqlite, raw)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(ctx, 104); err != nil {
		t.Fatal(err)
	}
	const at = "2026-03-02 04:00:00+00:00"
	run := func(statement string, args ...any) {
		t.Helper()
		if err := db.Exec(statement, args...).Error; err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	var columns []string
	db.Raw(`SELECT name FROM pragma_table_info('accounts') WHERE "notnull" = 1 AND dflt_value IS NULL AND name <> 'id'`).Scan(&columns)
	run("PRAGMA ignore_check_constraints = ON")
	run("INSERT INTO accounts (id, " + strings.Join(columns, ", ") + ") VALUES (5" + strings.Repeat(", ''", len(columns)) + ")") // nothing of it matters here
	run("PRAGMA ignore_check_constraints = OFF")
	run(`INSERT INTO sanctions (id, account_id, case_id, kind, reach, cut_product, cut_fen, reason_code, reason, state, made_by, made_name, made_at,
		approved_by, approved_name, ended_by, ended_name, end_reason, version) VALUES (9, 5, 0, 'freeze', '[]', '', 0, 'cash_out', 'ring', 'active', 20, 'Ben', ?, 21, 'Cleo', 0, '', '', 1)`, at)
	for _, id := range []int{10, 11} {
		run(`INSERT INTO appeals (id, account_id, sanction_id, stage, channel, lang, words_sealed, filed_by, filed_name, received_at, due_at, assignee_id, assignee_name,
			outcome, reason, customer_text, decided_by, decided_name, executed_by, restored, version) VALUES (?, 5, 9, ?, 'phone', 'en', x'01', 7, 'Anna', ?, ?, 0, '', '', '', '', 0, '', 0, '[]', 1)`,
			id, map[int]string{10: "closed", 11: "received"}[id], at, at)
	}
	run("INSERT INTO evidences (id, appeal_id, kind, by_name) VALUES (12, 11, 'income', '')")
	run("INSERT INTO evidences (id, appeal_id, kind, received_at, by_name) VALUES (13, 11, 'income', ?, 'customer'), (14, 11, 'id_card', ?, 'Ben')", at, at)
	run("INSERT INTO rule_judgements (rule, appeal_id, sanction_id, event_id, overturned, at) VALUES ('r', 10, 9, 1, 1, ?)", at)
	run("PRAGMA foreign_keys = OFF")
	run("PRAGMA ignore_check_constraints = ON") // of a case and its flag only what the desk looks at matters
	run("UPDATE sanctions SET case_id = 40 WHERE id = 9")
	for n, at := range []string{"2026-03-01 04:00:00+00:00", "2026-03-03 04:00:00+00:00"} {
		run("INSERT INTO decisions (id, account_id, run_id, kind, at, model_id, policy_version, score, band, outcome, input, result) VALUES (?, 5, 0, 'assessment', ?, 1, 1, 500, ?, 'pass', x'', x'')",
			50+n, at, []string{"poor", "fair"}[n])
	}
	for n, state := range []string{"confirmed", "cleared"} {
		run("INSERT INTO flags (id, case_id, account_id, decision_id, source, code, severity, value, threshold, exposure_fen, raised_at, state) VALUES (?, 40, 5, 0, 'rule', ?, 1, 0, 0, 0, ?, ?)",
			60+n, []string{"late", "fine"}[n], at, state)
	}
	run("PRAGMA ignore_check_constraints = OFF")
	run("PRAGMA foreign_keys = ON")
	if _, err := provider.Up(ctx); err != nil {
		t.Fatal(err)
	}
	var causes []string
	err = db.Raw("SELECT kind || ' ' || code || ' ' || appeal_id FROM appeal_causes ORDER BY appeal_id, kind").Scan(&causes).Error
	if want := []string{"flag late 10", "rule r 10", "flag late 11"}; err != nil || !slices.Equal(causes, want) {
		t.Errorf("causes = %q, want %q, %v", causes, want, err)
	}
	var principal string
	if err := db.Raw("SELECT principal FROM sanctions WHERE id = 9").Scan(&principal).Error; err != nil || principal != `["cash_out"]` {
		t.Errorf("the reasons of a measure from before there were several = %s, %v", principal, err)
	}
	var row struct {
		Kind, ReasonCode, MadeName, Band string
		Earlier, Evidences, Judgings     int
	}
	err = db.Raw(`SELECT kind, reason_code, made_name, band, earlier, (SELECT COUNT(*) FROM evidences WHERE appeal_id = 11) AS evidences,
		(SELECT COUNT(*) FROM rule_judgements WHERE appeal_id = 10) AS judgings FROM appeals WHERE id = 11`).Scan(&row).Error
	if err != nil || row.Kind != "freeze" || row.ReasonCode != "cash_out" || row.MadeName != "Ben" || row.Earlier != 1 || row.Evidences != 3 || row.Judgings != 1 || row.Band != "poor" {
		t.Errorf("row = %+v, %v", row, err)
	}
	var kinds []string
	if err := db.Raw("SELECT by_kind FROM evidences ORDER BY id").Scan(&kinds).Error; err != nil || !slices.Equal(kinds, []string{"", "customer", "user"}) {
		t.Errorf("who gave what = %q, %v", kinds, err)
	}
	run("UPDATE appeals SET stage = 'second_opinion' WHERE id = 11")
	if err := db.Exec("DELETE FROM appeals WHERE id = 11").Error; err == nil {
		t.Error("evidence does not hold on to its appeal any more")
	}
	if err := db.Exec("UPDATE appeals SET stage = 'nowhere' WHERE id = 11").Error; err == nil {
		t.Error("any stage is let through")
	}
}
