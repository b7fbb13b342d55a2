package handlers

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
	"candor/views"
	"candor/views/text"
)

// FactorDetail takes one factor out of the score that the test set.
func (s *reviewStore) FactorDetail(_ context.Context, _, _ models.ID, key string) (*models.FactorDetail, error) {
	whole, err := s.score()
	if err != nil {
		return nil, err
	}
	line := slices.IndexFunc(whole.Breakdown.Lines, func(l score.Line) bool { return l.Kind == score.LineFactor && l.Key == key })
	at := slices.IndexFunc(whole.Card.Factors, func(f score.Factor) bool { return f.Key == key })
	if line < 0 || at < 0 {
		return nil, models.ErrNotFound
	}
	d := &models.FactorDetail{ScoreDetail: whole, Line: whole.Breakdown.Lines[line], Factor: whole.Card.Factors[at], Scores: 3, Week: 202610, Champion: true}
	d.Counts = make([]int, len(d.Factor.Bins))
	d.Counts[0] = 3
	d.Counts[1] = 1
	d.Steps = []models.FactorStep{{Decision: whole.Decision, Line: &d.Line}, {Decision: whole.History[1]}}
	return d, nil
}

// SetFactorNote and AuditEntries are for tests that write notes.
func (s *reviewStore) SetFactorNote(context.Context, models.Actor, models.SetFactorNote) error {
	return nil
}
func (s *reviewStore) AuditEntries(context.Context, models.AuditFilter) ([]models.AuditEntry, error) {
	return nil, nil
}

// wordsOf is the texts of a language.
func wordsOf(t *testing.T, lang string) *text.Localizer {
	t.Helper()
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	return bundle.For(lang)
}

// factorOfScore is one factor's page as a role reads it.
func factorOfScore(t *testing.T, d *models.ScoreDetail, role, lang, key string) string {
	t.Helper()
	s := testSite(t)
	h := &Scores{Site: s, Store: &reviewStore{score: func() (*models.ScoreDetail, error) { return d, nil }}}
	w := call(s, as(t, role, lang), h.Factor, http.MethodGet, "/x", nil, "id", d.Account.PublicID(), "key", key)
	want(t, w, http.StatusOK)
	return w.Body.String()
}

func TestAFactorSaysWhatEachValueGives(t *testing.T) {
	d := someScore(t)
	f := d.Card.Factors[0]
	for _, lang := range []string{"en", "zh-CN"} {
		words := wordsOf(t, lang)
		page := factorOfScore(t, d, models.RoleReviewer, lang, f.Key)
		for _, said := range []string{words.T("factor_about." + f.Key), words.T("factor_page.here"), "75.0%", words.T("factor_page.not_then")} {
			if !strings.Contains(page, said) {
				t.Errorf("%s: %q is not on the page", lang, said)
			}
		}
		l := labels{views.Page{Texts: words}}
		for i, b := range f.Bins {
			row := `bin=` + string(rune('0'+i))
			if !strings.Contains(page, row) || !strings.Contains(page, views.Signed(int64(b.Points))) {
				t.Errorf("%s: the group %s is missing", lang, l.bin(&f, i))
			}
		}
	}
	// The breakdown leads to each factor, and back; who may not work on cases is not offered a dispute.
	if page := breakdownOf(t, d, models.RoleReviewer, "en"); !strings.Contains(page, "/score/factors/"+f.Key) {
		t.Error("the breakdown does not lead to the factor")
	}
	if page := factorOfScore(t, d, models.RoleReviewer, "en", f.Key); !strings.Contains(page, "/dispute?") || !strings.Contains(page, "/score#f-"+f.Key) {
		t.Error("a reviewer is led neither to a dispute nor back")
	}
	if page := factorOfScore(t, d, models.RoleAuditor, "en", f.Key); strings.Contains(page, "/dispute?") {
		t.Error("an auditor is offered a dispute")
	}
	s := testSite(t)
	h := &Scores{Site: s, Store: &reviewStore{score: func() (*models.ScoreDetail, error) { return d, nil }}}
	want(t, call(s, as(t, models.RoleReviewer, "en"), h.Factor, http.MethodGet, "/x", nil, "id", d.Account.PublicID(), "key", "no_such"), http.StatusNotFound)
}

// TestEveryFactorIsExplained holds the sentences against the catalogue, in both languages.
func TestEveryFactorIsExplained(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		for _, key := range factor.Keys() {
			if !wordsOf(t, lang).Has("factor_about." + key) {
				t.Errorf("%s: nothing says what %s is", lang, key)
			}
		}
	}
}
