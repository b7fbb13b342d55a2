package data

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// TestCountsOfTheBookAreWhatEachValueLeaves: every count is how many accounts the list has when the value takes the place of what its own
// filter says.
func TestCountsOfTheBookAreWhatEachValueLeaves(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, _ *clock) {
		f := newFixture(t, s)
		statuses, bands := models.AccountStatuses(), []string{"poor", "good", "none"}
		for i := range 24 {
			a := f.account(i + 1)
			change := map[string]any{"status": statuses[i%5], "band": bands[i%2], "days_past_due": 11 * i % 130, "used_fen": 100 * i}
			f.must(func(tx *writeTx) error {
				return tx.db.Model(&models.Account{}).Where("id = ?", a.ID).Updates(change).Error
			})
		}
		left := func(f models.AccountFilter) int {
			f.Limit = 50
			return len(must[models.AccountPage](t)(s.Accounts(ctx, f)).Items)
		}
		one, sixty := int64(1), int64(60)
		for name, f := range map[string]models.AccountFilter{
			"all": {}, "a state": {Status: "frozen"}, "two states": {Status: "active,closed", Band: "poor"}, "not a state": {Status: "active", Not: models.AccountNot{Status: true}},
			"bands and days": {Band: "poor,good", Late: models.Span{From: &one, To: &sixty}}, "days": {Late: models.Span{From: &one}},
		} {
			got := must[*models.AccountFacets](t)(s.AccountFacets(ctx, f, bands))
			for _, v := range statuses {
				of := f
				of.Status, of.Not.Status = v, false
				if want := left(of); got.Status[v] != want {
					t.Errorf("%s: %d are %s, want %d", name, got.Status[v], v, want)
				}
			}
			for _, v := range bands {
				of := f
				of.Band = v
				if want := left(of); got.Band[v] != want {
					t.Errorf("%s: %d are %s, want %d", name, got.Band[v], v, want)
				}
			}
			for i, span := range models.LateSpans() {
				of := f
				of.Late = span
				if want := left(of); got.Late[i] != want {
					t.Errorf("%s: %d are in span %d, want %d", name, got.Late[i], i, want)
				}
			}
		}
		for name, f := range map[string]models.AccountFilter{
			"tag": {Tag: "ring"}, "used": {UsedFen: models.Span{From: &one}}, "score": {Score: models.Span{To: &sixty}}, "not a band": {Band: "poor", Not: models.AccountNot{Band: true}},
		} {
			if got, err := s.AccountFacets(ctx, f, bands); got != nil || err != nil {
				t.Errorf("%s: counted without an index: %v, %v", name, got, err)
			}
		}
	})
}

// TestCountsOfAppealsAreWhatEachValueLeaves is the same for the list of appeals.
func TestCountsOfAppealsAreWhatEachValueLeaves(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		kinds := []models.SanctionKind{models.SanctionRestrict, models.SanctionLimitCut, models.SanctionRestrict}
		for i, kind := range kinds {
			a := lenderAccount(t, s, string(rune('a'+i)))
			c.advance(time.Hour)
			id := file(t, s, put(t, s, c, a.ID, kind)).ID
			if i == 0 {
				judge(t, s, id, overturn())
			}
		}
		left := func(f models.AppealFilter) int {
			f.Limit, f.Now = 50, c.now()
			return len(must[[]models.AppealRow](t)(s.Appeals(context.Background(), f)))
		}
		for name, f := range map[string]models.AppealFilter{
			"all": {}, "open": {Open: true}, "a kind": {Kind: models.SanctionRestrict}, "not a stage": {Stage: models.AppealReceived, Not: models.AppealNot{Stage: true}},
			"outcome and language": {Outcome: models.OutcomeOverturn, Lang: "zh-CN"}, "soon": {Due: "soon"}, "decider": {Decider: anna.UserID, Kind: "restrict,freeze"},
		} {
			f.Now = c.now()
			got := must[*models.AppealFacets](t)(s.AppealFacets(context.Background(), f))
			if got.Cut {
				t.Errorf("%s: not all were counted", name)
			}
			hold := func(what string, counts map[string]int, value string, of models.AppealFilter) {
				if want := left(of); counts[value] != want {
					t.Errorf("%s: %d by %s %s, want %d", name, counts[value], what, value, want)
				}
			}
			for _, v := range append(models.AppealStages(), models.AppealWithdrawn) {
				of := f
				of.Stage, of.Not.Stage = v, false
				hold("stage", got.Stage, string(v), of)
			}
			for _, v := range models.MeasureKinds() {
				of := f
				of.Kind = v
				hold("kind", got.Kind, string(v), of)
			}
			for _, v := range models.AppealOutcomes() {
				of := f
				of.Outcome = v
				hold("outcome", got.Outcome, string(v), of)
			}
			for _, v := range []string{"zh-CN", "en"} {
				of := f
				of.Lang = v
				hold("language", got.Lang, v, of)
			}
		}
	})
}

// TestFacetPlansReadIndexesAlone: no count beside a filter looks at a row of a table, or at every account.
func TestFacetPlansReadIndexesAlone(t *testing.T) {
	s := openTest(t, Options{Dir: t.TempDir(), Now: newClock().now, Rand: rand.Reader}) // the words of a plan are SQLite's
	one := int64(1)
	plan := func(sql string, args ...any) (steps []struct{ Detail string }) {
		t.Helper()
		if err := s.read(ctx, func(db *gorm.DB) error { return db.Raw("EXPLAIN QUERY PLAN "+sql, args...).Scan(&steps).Error }); err != nil {
			t.Fatal(err)
		}
		return steps
	}
	for name, f := range map[string]models.AccountFilter{
		"all": {}, "state": {Status: "frozen"}, "not a state": {Status: "frozen", Not: models.AccountNot{Status: true}}, "band": {Band: "poor"}, "days": {Late: models.Span{From: &one}},
		"all three": {Status: "active", Band: "poor,good", Late: models.Span{To: &one}},
	} {
		sql, args := bookFacets(f, []string{"poor", "good"})
		searches := 0
		for _, step := range plan(sql, args...) {
			if !strings.Contains(step.Detail, "accounts") {
				continue
			}
			searches++ // five states, two bands, five spans
			days, band := searches > 5+2 || !f.Late.Open(), f.Band != "" || searches > 5 && searches <= 5+2
			if !strings.HasPrefix(step.Detail, "SEARCH accounts USING COVERING INDEX ") || days && !strings.Contains(step.Detail, "days_past_due") || band && !strings.Contains(step.Detail, "band=") {
				t.Errorf("%s, count %d: %s", name, searches, step.Detail)
			}
		}
		if searches != 5+2+5 {
			t.Errorf("%s: %d counts", name, searches)
		}
	}
	for name, f := range map[string]models.AppealFilter{"all": {}, "open": {Open: true}, "narrowed": {Open: true, Kind: models.SanctionFreeze, Lang: "en"}} {
		var asked *gorm.Statement
		if err := s.read(ctx, func(db *gorm.DB) error {
			asked = appealFacets(db.Session(&gorm.Session{DryRun: true}), f).Find(&[]models.AppealFacetRow{}).Statement
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		steps := plan(asked.SQL.String(), asked.Vars...)
		found := false
		for _, step := range steps {
			found = found || strings.Contains(step.Detail, "COVERING INDEX appeals_facets")
		}
		if !found {
			t.Errorf("%s: the index of the counts is not used: %v", name, steps)
		}
	}
}
