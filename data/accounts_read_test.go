package data

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"candor/models"
)

func contains(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func TestAccountsPageBothWays(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		var want []models.ID
		for i := range 9 {
			a := f.account(i)
			if i%2 == 0 {
				f.must(func(tx *writeTx) error {
					return tx.db.Model(&models.Account{}).Where("id = ?", a.ID).Updates(map[string]any{"status": "frozen", "band": "good"}).Error
				})
			}
			want = append([]models.ID{a.ID}, want...)
		}
		list := func(f models.AccountFilter) ([]models.ID, models.AccountPage) {
			page, err := s.Accounts(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			var ids []models.ID
			for _, a := range page.Items {
				ids = append(ids, a.ID)
			}
			return ids, page
		}
		first, page := list(models.AccountFilter{Limit: 4})
		if d := cmp.Diff(want[:4], first); d != "" || page.Newer || !page.Older {
			t.Errorf("first page: %v %v\n%s", page.Newer, page.Older, d)
		}
		second, page := list(models.AccountFilter{Limit: 4, After: first[3]})
		if d := cmp.Diff(want[4:8], second); d != "" || !page.Newer || !page.Older {
			t.Errorf("second page: %v %v\n%s", page.Newer, page.Older, d)
		}
		again, page := list(models.AccountFilter{Limit: 4, Before: second[0]})
		if d := cmp.Diff(want[:4], again); d != "" || page.Newer || !page.Older {
			t.Errorf("back: %v %v\n%s", page.Newer, page.Older, d)
		}
		if frozen, _ := list(models.AccountFilter{Limit: 9, Status: models.StatusFrozen, Band: "good"}); len(frozen) != 5 {
			t.Errorf("frozen = %d", len(frozen))
		}
	})
}

func TestAccountDetailHoldsEverythingAndKeepsNotesSealed(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		c := f.open(1, models.SeverityHigh, 400, time.Hour)
		other := f.account(2)
		f.must(func(tx *writeTx) error {
			edge := models.Relationship{AccountID: c.AccountID, OtherID: other.ID, Kind: "device", Since: tx.now}
			return tx.insert(&edge)
		})
		if _, err := s.AddNote(ctx, anna, models.NewNote{AccountID: c.AccountID, Text: "called 000, <b>no answer</b>"}); err != nil {
			t.Fatal(err)
		}
		var invalid *models.Invalid
		if _, err := s.AddNote(ctx, anna, models.NewNote{AccountID: c.AccountID, Text: "  "}); !errors.As(err, &invalid) {
			t.Errorf("empty note: %v", err)
		}
		if _, err := s.AddNote(ctx, anna, models.NewNote{AccountID: 99, Text: "who?"}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("note on nobody: %v", err)
		}
		d, err := s.AccountDetail(ctx, c.AccountID)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Notes) != 1 || d.Notes[0].Words != "called 000, <b>no answer</b>" || d.Notes[0].AuthorName != "Anna" {
			t.Errorf("notes = %+v", d.Notes)
		}
		if len(d.Links) != 1 || d.Links[0].Status != models.StatusActive || d.LinkCounts["device"] != 1 {
			t.Errorf("links = %+v", d.Links)
		}
		if d.OpenCase == nil || d.OpenCase.ID != c.ID || len(d.OpenFlags) != 1 || d.Decision != nil {
			t.Errorf("open = %+v, flags = %+v", d.OpenCase, d.OpenFlags)
		}
		for _, e := range f.entries(models.ActionNoteAdded) {
			if contains(e.Before+e.After, "called", "answer") {
				t.Errorf("the record shows the note: %s", e.After)
			}
		}
		err = s.read(ctx, func(db *gorm.DB) error {
			var raw [][]byte
			if err := db.Model(&models.Note{}).Limit(1).Pluck("text_sealed", &raw).Error; err != nil {
				return err
			}
			if contains(string(raw[0]), "called") {
				t.Error("the note lies in the database in clear")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if _, err := s.AccountDetail(ctx, 12345); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("unknown account: %v", err)
		}
	})
}

func TestScoreDetailSumsAndReplays(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		a, stranger := f.account(1), f.account(2)
		first := f.scored(a, 0.9)
		last := f.scored(a, 0.2)
		d, err := s.ScoreDetail(ctx, a.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, l := range d.Breakdown.Lines {
			sum += l.Points
		}
		if sum != d.Decision.Score || d.Decision.ID != last.ID || !d.Identical || d.Again != last.Score || d.Breakdown.MissingPoints != -20 {
			t.Errorf("sum %d, detail %+v", sum, d)
		}
		whole, err := s.AccountDetail(ctx, a.ID)
		if err != nil || whole.Breakdown == nil || whole.Breakdown.Score != last.Score || whole.Policy == nil {
			t.Errorf("the account's page lacks the breakdown: %+v, %v", whole, err)
		}
		if len(d.History) != 2 || len(d.History[0].Result) != 0 || d.ModelName != "Test card" {
			t.Errorf("history = %+v", d.History)
		}
		since := 0
		for _, c := range d.Before.Changes {
			since += c.Points()
		}
		if d.Before.Decision.ID != first.ID || d.Before.Score != first.Score || since != last.Score-first.Score || since == 0 || d.Before.ModelName != "Test card" {
			t.Errorf("since the last score %d: %+v", since, d.Before)
		}
		if older, err := s.ScoreDetail(ctx, a.ID, first.ID); err != nil || older.Decision.Score != first.Score || older.Before != nil {
			t.Errorf("older = %+v, %v", older, err)
		}
		if _, err := s.ScoreDetail(ctx, stranger.ID, first.ID); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("another account's decision: %v", err)
		}
		if _, err := s.ScoreDetail(ctx, stranger.ID, 0); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("never scored: %v", err)
		}
	})
}

// TestTheBookIsNarrowedBySeveralValuesAndSpans: ends belong to a span, who was not assessed is in none of scores, and what is left out is
// the rest of the book.
func TestTheBookIsNarrowedBySeveralValuesAndSpans(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		kinds := []models.AccountStatus{models.StatusActive, models.StatusRestricted, models.StatusFrozen}
		for i := range 6 {
			a := f.account(i + 1)
			change := map[string]any{"status": kinds[i%3], "band": []string{"poor", "good"}[i%2], "days_past_due": i, "used_fen": 100 * i, "limit_fen": 1000 * i, "score": nil}
			if i > 0 {
				change["score"] = 400 + 100*i
			}
			f.must(func(tx *writeTx) error {
				return tx.db.Model(&models.Account{}).Where("id = ?", a.ID).Updates(change).Error
			})
		}
		number := func(n int64) *int64 { return &n }
		for name, c := range map[string]struct {
			f    models.AccountFilter
			want int
		}{
			"any of two states":    {models.AccountFilter{Status: "restricted,frozen"}, 4},
			"none of two states":   {models.AccountFilter{Status: "restricted,frozen", Not: models.AccountNot{Status: true}}, 2},
			"not active":           {models.AccountFilter{Status: "active", Not: models.AccountNot{Status: true}}, 4},
			"active or frozen":     {models.AccountFilter{Status: "active,frozen"}, 4},
			"not one band":         {models.AccountFilter{Band: "poor", Not: models.AccountNot{Band: true}}, 3},
			"both ends":            {models.AccountFilter{Late: models.Span{From: number(2), To: number(4)}}, 3},
			"from":                 {models.AccountFilter{UsedFen: models.Span{From: number(500)}}, 1},
			"to":                   {models.AccountFilter{LimitFen: models.Span{To: number(0)}}, 1},
			"scores":               {models.AccountFilter{Score: models.Span{To: number(600)}}, 2},
			"a span and two bands": {models.AccountFilter{Band: "poor,good", Late: models.Span{From: number(3), To: number(3)}}, 1},
		} {
			c.f.Limit = 9
			if page := must[models.AccountPage](t)(s.Accounts(ctx, c.f)); len(page.Items) != c.want {
				t.Errorf("%s: %d accounts, want %d", name, len(page.Items), c.want)
			}
		}
	})
}
