package handlers

import (
	"testing"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/text"
	"candor/views/ui"
)

// TestStepsOfAReferralNameItsDesk: only the steps that a referral made are told by their desk, those of a plain opinion and of others are not.
func TestStepsOfAReferralNameItsDesk(t *testing.T) {
	asked, answered := testNow, testNow.Add(time.Hour)
	history := []models.AuditEntry{
		{Action: models.ActionAppealMoved, At: answered}, {Action: models.ActionAppealMoved, At: asked},
		{Action: models.ActionEvidenceLapsed, At: asked}, {Action: models.ActionAppealMoved, At: asked.Add(-time.Hour)},
	}
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	told := func(reason string) []ui.Event {
		list := []ui.Event{{Title: "a"}, {Title: "b"}, {Title: "c"}, {Title: "d"}}
		tellReferrals(views.Page{Texts: bundle.For("en")}, list, history, []models.Opinion{{Reason: reason, AskedAt: asked, GivenAt: &answered}})
		return list
	}
	if got := told("legal"); got[0].Title != "The legal desk answered" || got[1].Title != "Referred to the legal desk" || got[2].Title != "c" || got[3].Title != "d" {
		t.Errorf("a referral is told as %+v", got)
	}
	if got := told("doubt"); got[0].Title != "a" || got[1].Title != "b" {
		t.Errorf("a plain opinion is told as %+v", got)
	}
}
