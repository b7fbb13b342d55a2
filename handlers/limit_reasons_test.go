package handlers

import (
	"context"
	"strings"
	"testing"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// TestListsOfLimitChangesNameEveryReason: an account's list and the one beside the form say all principal reasons in their order; a change
// from before there were any says what it is counted by.
func TestListsOfLimitChangesNameEveryReason(t *testing.T) {
	s := testSite(t)
	for _, lang := range []string{"en", "zh-CN"} {
		p := views.Page{Texts: s.Texts.For(lang), Now: testNow, Zone: s.Zone}
		l, codes := labels{p}, models.LimitReasons()
		listed := func(c models.LimitChange) string {
			table := l.limitTable([]models.LimitChange{c}, &Visitor{})
			said := table.Rows[0].Cells[5].Text
			if note := limitRow(p, &Visitor{}, &c).Note; !strings.Contains(note, said) {
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

// reads is somebody with one right alone.
func reads(p models.Permission) *Visitor {
	return &Visitor{User: &models.User{ID: 7}, Roles: []models.Role{{Key: "reads", Permissions: []models.Permission{p}}}}
}

// TestListsLeadToTheFilesOfALimitChange: the account's list, the one beside the form and the page of pending actions say how many files a
// change rests on and lead there, for whoever may read files.
func TestListsLeadToTheFilesOfALimitChange(t *testing.T) {
	s, review := testSite(t), testNow.AddDate(0, 2, 0)
	c := models.LimitChange{ID: 8, Product: models.ProductPayLater, ReasonCode: models.LimitReasons()[0], FileID: 9, FileCount: 1, ReviewAt: &review}
	for lang, want := range map[string]string{"en": "2 files", "zh-CN": "2 个文件"} {
		p, v := views.Page{Texts: s.Texts.For(lang), Now: testNow, Zone: s.Zone}, reads(models.PermFileRead)
		row, waits := limitRow(p, v, &c), approvalRow(p, v, &models.Approval{Limit: &c})
		for _, got := range []ui.LinkArgs{row.Files, waits.Files} {
			if got.Label != want || got.Href != "/files/of/"+lim8 {
				t.Errorf("%s: a list leads by %q to %q", lang, got.Label, got.Href)
			}
		}
		cell := labels{p}.limitTable([]models.LimitChange{c}, v).Rows[0].Cells[5]
		var drawn strings.Builder
		if err := cell.Body.Render(context.Background(), &drawn); err != nil || !strings.Contains(drawn.String(), "/files/of/"+lim8) || !strings.Contains(drawn.String(), want) {
			t.Errorf("%s: the account's list says %q, %v", lang, drawn.String(), err)
		}
		only := p.T("limit.with_review", "date", p.Date(review))
		for _, got := range []string{cell.Sub, row.Note, waits.Payload} {
			if !strings.HasSuffix(got, only) || strings.Contains(got, want) {
				t.Errorf("%s: beside the link a list says %q", lang, got)
			}
		}
		if got := limitRow(p, &Visitor{}, &c); !strings.Contains(got.Note, want) || got.Files.Href != "" {
			t.Errorf("%s: who reads no files is told %q", lang, got.Note)
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
		want := p.T("limit.with_both", "files", p.T("limit.with_file"), "date", p.Date(review))
		plain, free := labels{p}.limitTable([]models.LimitChange{c}, &Visitor{}), labels{p}.limitTable([]models.LimitChange{c}, reads(models.PermScoreRead))
		for _, got := range []string{limitRow(p, &Visitor{}, &c).Note, plain.Rows[0].Cells[5].Sub, free.Rows[0].Cells[5].Sub, approvalRow(p, &Visitor{}, &models.Approval{Limit: &c}).Payload} {
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
