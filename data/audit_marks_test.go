package data

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"candor/data/vault"
	"candor/models"
)

// everyMarked gives the account of a measure one row of each table that entries mark, with a history: a case that two flags lie on and
// that was claimed, an appeal that is looked at, and a note that was changed. It returns their ids.
func everyMarked(t *testing.T, s *Store, c *clock, sn *models.Sanction) map[string]string {
	t.Helper()
	for _, code := range []string{codeReview, codeMisjudged} {
		ok(t, s.write(ctx, anna, func(tx *writeTx) error {
			h, err := tx.hold(sn.AccountID)
			if err != nil {
				return err
			}
			return tx.flagByHand(h, code, models.SeverityHigh, map[string]any{})
		}))
	}
	var kase models.Case
	var f models.Flag
	ok(t, s.r.Where("account_id = ?", sn.AccountID).Take(&kase).Error)
	ok(t, s.r.Where("case_id = ?", kase.ID).Order("id").Take(&f).Error)
	must[*models.Case](t)(s.ClaimCase(ctx, anna, kase.ID))
	a := file(t, s, sn)
	ok(t, s.StartAppealReview(ctx, cleo, a.ID, a.Version))
	c.advance(time.Minute)
	n := must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: sn.AccountID, Text: "paid in cash"}))
	ok(t, s.EditNote(ctx, anna, models.EditNote{AccountID: sn.AccountID, NoteID: n.ID, Version: 1, Text: "paid by card"}))
	ok(t, s.PinNote(ctx, ben, models.PinNote{AccountID: sn.AccountID, NoteID: n.ID, Pinned: true}))
	var former models.FormerNote
	ok(t, s.r.Where("note_id = ?", n.ID).Take(&former).Error)
	return map[string]string{
		"cases": kase.PublicID(), "flags": f.ID.Public(models.PrefixFlag), "appeals": a.PublicID(), "notes": n.ID.Public(models.PrefixNote),
		"former_notes": former.ID.Public(models.PrefixFormer),
	}
}

// accountOf is the account of everyKind.
func accountOf(ids map[string]string) models.ID {
	id, err := models.ParseID(models.PrefixAccount, ids["accounts"])
	if err != nil {
		panic(err)
	}
	return id
}

// slipped is a note that the program did not write, of an account and with an id of a time.
func slipped(t *testing.T, s *Store, account models.ID, at time.Time) *models.Note {
	t.Helper()
	id := models.FirstID(at)
	return &models.Note{ID: id, AccountID: account, AuthorName: "Anna", At: start, Text: must[[]byte](t)(s.vault.Seal("never said", notePlace(id))), Version: 1}
}

// markedBook is some accounts with rows of every marked table.
func markedBook(t *testing.T, s *Store, c *clock, accounts int) {
	t.Helper()
	for i := range accounts {
		a := lenderAccount(t, s, fmt.Sprint(i))
		sn := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, sanction(measured(t, s, a.ID), models.SanctionRestrict, c)))
		everyMarked(t, s, c, sn)
		c.advance(time.Minute)
	}
}

// TestRandomEditsOfMarkedRowsAreFound edits a random field of a random row, a hundred times: each is named by table, id and field, and
// nothing else is; put back it is no finding.
func TestRandomEditsOfMarkedRowsAreFound(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		markedBook(t, s, c, 3)
		rowsHeld(t, s)
		r := rand.New(rand.NewPCG(7, 31))
		edited := map[string]int{}
		for range 100 {
			k := &markedKinds[r.IntN(len(markedKinds))]
			columns := must[[]string](t)(k.markColumns())
			column := columns[r.IntN(len(columns))]
			var rows []map[string]any
			ok(t, s.w.Table(k.table).Order("id").Find(&rows).Error)
			row := rows[r.IntN(len(rows))]
			id := models.ID(row["id"].(int64)).Public(k.prefix)
			undo := keepTable(t, s, k.table)
			// What a constraint forbids nobody can write past the program either.
			if s.w.Session(&gorm.Session{Logger: logger.Discard}).Table(k.table).Where("id = ?", row["id"]).Update(column, strange(column, row[column], r)).Error != nil {
				continue
			}
			edited[k.table]++
			check := must[models.RowCheck](t)(s.VerifyRows(ctx, nil))
			found := slices.ContainsFunc(check.Findings, func(f models.RowFinding) bool {
				return f.Table == k.table && f.ID == id && (f.Field == column && f.Problem == models.RowDiffers || column == "account_id" && f.Problem == models.RowGone) && f.Seq > 0
			})
			if column != "account_id" && len(check.Findings) != 1 || !found {
				t.Errorf("%s %s, %s of %v: %+v", k.table, id, column, row[column], check.Findings)
			}
			undo()
		}
		rowsHeld(t, s)
		for _, k := range markedKinds {
			if edited[k.table] < 8 {
				t.Errorf("%d edits of %s: too few to mean anything", edited[k.table], k.table)
			}
		}
	})
}

// strange is a value other than the one that stands in a column.
func strange(column string, is any, r *rand.Rand) any {
	switch v := is.(type) {
	case int64:
		return v + 1 + r.Int64N(3)
	case int32:
		return int64(v) + 1 + r.Int64N(3)
	case float64:
		return v + 0.5
	case time.Time:
		return v.Add(time.Duration(1+r.IntN(1000)) * time.Millisecond)
	case []byte:
		return []byte{}
	case string:
		if ofTime(column) { // one driver gives times as text
			return start.Add(time.Duration(1+r.IntN(1000)) * time.Millisecond)
		}
		if strings.HasPrefix(v, "[") {
			return `[{"field":"x"}]`
		}
		return v + "x"
	}
	switch {
	case ofTime(column):
		return start
	case column == "replacement":
		return `{"kind":"freeze"}`
	}
	return "x"
}

// ofTime reports whether a column has a moment, by its name.
func ofTime(column string) bool {
	return column == "at" || slices.ContainsFunc([]string{"_at", "until", "since"}, func(end string) bool { return strings.HasSuffix(column, end) })
}

// TestAFormerCiphertextIsFound puts back what a note said before it was changed, which opens in its place.
func TestAFormerCiphertextIsFound(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := lenderAccount(t, s, "1")
		n := must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: "paid in cash"}))
		ok(t, s.EditNote(ctx, anna, models.EditNote{AccountID: a.ID, NoteID: n.ID, Version: 1, Text: "paid by card"}))
		must[*models.Rotation](t)(s.RotateKeys(ctx, anna, string(vault.AES256GCM), nil))
		rowsHeld(t, s) // sealed anew, and says the same
		ok(t, s.w.Model(n).Update("text_sealed", n.Text).Error)
		check := must[models.RowCheck](t)(s.VerifyRows(ctx, nil))
		if len(check.Findings) != 1 || check.Findings[0].Table != "notes" || check.Findings[0].Field != "text_sealed" {
			t.Errorf("%+v", check.Findings)
		}
		entries := must[[]models.AuditEntry](t)(s.AuditEntries(ctx, models.AuditFilter{AccountID: a.ID, Limit: 100}))
		for _, e := range entries {
			if strings.Contains(e.After, "cash") || strings.Contains(e.After, "card") || bytes.Contains([]byte(e.Before), []byte("cash")) {
				t.Errorf("entry %d says what the note says: %s", e.Seq, e.After)
			}
		}
	})
}

// TestRowsFromBeforeAreNoFinding: what earlier versions wrote is counted, and held once an act of today marks a field of it.
func TestRowsFromBeforeAreNoFinding(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		old := slipped(t, s, a.ID, start.Add(-time.Hour))
		ok(t, s.w.Create(old).Error)
		at := slices.Index(models.RowTables(), "notes")
		none := rowsHeld(t, s)
		if none.Tables[at].Before != 1 || none.Tables[at].Rows != 0 {
			t.Errorf("%+v", none.Tables[at])
		}
		must[*models.Note](t)(s.AddNote(ctx, anna, models.NewNote{AccountID: a.ID, Text: "paid in cash"}))
		if some := rowsHeld(t, s); some.Tables[at].Before != 1 || some.Tables[at].Rows != 1 {
			t.Errorf("%+v", some.Tables[at])
		}
		ok(t, s.PinNote(ctx, anna, models.PinNote{AccountID: a.ID, NoteID: old.ID, Pinned: true}))
		if both := rowsHeld(t, s); both.Tables[at].Before != 0 || both.Tables[at].Rows != 2 {
			t.Errorf("%+v", both.Tables[at])
		}
		ok(t, s.w.Model(old).Update("pinned_name", "Ben").Error)
		if check := must[models.RowCheck](t)(s.VerifyRows(ctx, nil)); len(check.Findings) != 1 || check.Findings[0].Field != "pinned_name" {
			t.Errorf("%+v", check.Findings)
		}
	})
}

// TestErasedWordsAreCounted: nobody can say any more what they were.
func TestErasedWordsAreCounted(t *testing.T) {
	forEachSubjectDB(t, func(t *testing.T, s *Store, _ Options) {
		gone, _ := twoPeople(t, s)
		ok(t, s.EraseAccount(ctx, anna, erase(gone.ID)))
		check := rowsHeld(t, s)
		at := slices.Index(models.RowTables(), "notes")
		if check.Tables[at].Rows != 2 || check.Tables[at].Erased != 1 {
			t.Errorf("%+v", check.Tables[at])
		}
	})
}

// TestAWriteOfAMarkedRowNeedsAnEntryAboutItsAccount: without one nothing is written.
func TestAWriteOfAMarkedRowNeedsAnEntryAboutItsAccount(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		a := lenderAccount(t, s, "1")
		err := s.write(ctx, anna, func(tx *writeTx) error {
			if err := tx.insert(&models.Note{ID: 77, AccountID: a.ID, AuthorName: "Anna", At: start, Text: models.Sealed{}, Version: 1}); err != nil {
				return err
			}
			return tx.audit("test.note", target{kind: "account", accountID: a.ID}, nil, nil, "")
		})
		if err == nil || count(t, s, &models.Note{}, "id = 77") != 0 {
			t.Errorf("written: %v", err)
		}
	})
}

// TestMarkedRowsAreReadInPages: more accounts than one page holds.
func TestMarkedRowsAreReadInPages(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		f.openMany(markPage + 20)
		check := rowsHeld(t, s)
		for _, table := range []string{"cases", "flags"} {
			if at := slices.Index(models.RowTables(), table); check.Tables[at].Rows != markPage+20 {
				t.Errorf("%s: %+v", table, check.Tables[at])
			}
		}
		ok(t, s.w.Exec("UPDATE flags SET severity = 4").Error)
		check = must[models.RowCheck](t)(s.VerifyRows(ctx, nil))
		if len(check.Findings) != models.RowFindingsMost || check.More != markPage+20-models.RowFindingsMost {
			t.Errorf("%d findings and %d more", len(check.Findings), check.More)
		}
	})
}
