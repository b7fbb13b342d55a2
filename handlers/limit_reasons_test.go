package handlers

import (
	"strings"
	"testing"

	"candor/models"
	"candor/views"
)

// TestListsOfLimitChangesNameEveryReason: an account's list and the one beside the form say all principal reasons in their order; a change
// from before there were any says what it is counted by.
func TestListsOfLimitChangesNameEveryReason(t *testing.T) {
	s := testSite(t)
	for _, lang := range []string{"en", "zh-CN"} {
		p := views.Page{Texts: s.Texts.For(lang), Now: testNow, Zone: s.Zone}
		l, codes := labels{p}, models.LimitReasons()
		listed := func(c models.LimitChange) string {
			table := l.limitTable([]models.LimitChange{c}, false)
			said := table.Rows[0].Cells[5].Text
			if note := limitRow(p, &c).Note; !strings.Contains(note, said) {
				t.Errorf("the list beside the form says %q, not %q", note, said)
			}
			return said
		}
		c := models.LimitChange{ReasonCode: codes[0], Principal: []string{codes[2], codes[0], codes[1]}}
		var names []string
		for _, code := range c.Principal {
			names = append(names, principalText(p, "limit", code))
		}
		if got, want := listed(c), strings.Join(names, p.T("common.list_separator")); got != want || strings.Contains(got, "⟦") {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		if got, want := listed(models.LimitChange{ReasonCode: codes[1]}), principalText(p, "limit", codes[1]); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

// TestListsSayWhatALimitChangeRestsOn: whoever may not read the free reason still sees that there is evidence, and when the limit is
// looked at again; the dossier names the file.
func TestListsSayWhatALimitChangeRestsOn(t *testing.T) {
	s, review := testSite(t), testNow.AddDate(0, 2, 0)
	c := models.LimitChange{Product: models.ProductPayLater, ReasonCode: models.LimitReasons()[0], Reason: "seen", MadeName: "Anna", FileID: 9, ReviewAt: &review}
	for _, lang := range []string{"en", "zh-CN"} {
		p := views.Page{Texts: s.Texts.For(lang), Now: testNow, Zone: s.Zone}
		want := p.T("limit.with_both", "date", p.Date(review))
		plain, free := labels{p}.limitTable([]models.LimitChange{c}, false), labels{p}.limitTable([]models.LimitChange{c}, true)
		for _, got := range []string{limitRow(p, &c).Note, plain.Rows[0].Cells[5].Sub, free.Rows[0].Cells[5].Sub, approvalRow(p, &Visitor{}, &models.Approval{Limit: &c}).Payload} {
			if !strings.HasSuffix(got, want) || strings.Contains(got, "⟦") {
				t.Errorf("%s: a list says %q, want %q in it", lang, got, want)
			}
		}
	}
	for _, table := range dossierMoney() {
		if table.list == models.DossierLimits {
			row := table.rows(&models.DossierRows{Limits: []models.LimitChange{c}})[0]
			if got := strings.Join(row[len(row)-2:], " "); got != models.ID(9).Public(models.PrefixFile)+" "+fileTime(review) {
				t.Errorf("the dossier says %q", got)
			}
		}
	}
}
