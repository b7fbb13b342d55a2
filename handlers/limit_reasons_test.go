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
