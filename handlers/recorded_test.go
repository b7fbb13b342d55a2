package handlers

import (
	"fmt"
	"testing"

	"candor/models"
	"candor/views"
	"candor/views/text"
	"candor/views/ui"
)

// TestReasonsOfTheProgramAreInTheReadersLanguage holds what the store writes into the record by itself against both languages, and leaves a
// person's own words alone.
func TestReasonsOfTheProgramAreInTheReadersLanguage(t *testing.T) {
	own := []string{
		"begun", "ended", "file", "relations refreshed", "shipped policy", "shipped rules for events", "days of the policy in force",
		"the line uses more than the new limit", "nobody decided in time", "password changed", "password reset", "user disabled",
		fmt.Sprintf("more than %d sessions", models.SessionMax),
	}
	for _, channel := range append(models.AppealChannels(), models.ChannelPortal, models.ChannelRadar) {
		own = append(own, "appeal by "+channel)
	}
	for _, state := range []models.ChallengeState{models.ChallengePassed, models.ChallengeFailed, models.ChallengeExpired, models.ChallengeCancelled} {
		own = append(own, "challenge "+string(state))
	}
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	id := models.ID(7).Public(models.PrefixDecision)
	for _, lang := range []string{"en", "zh-CN"} {
		l := labels{views.Page{Texts: bundle.For(lang)}}
		for _, reason := range own {
			if said := l.recordedReason(reason); said == reason {
				t.Errorf("%s: %q has no words", lang, reason)
			}
		}
		for _, written := range []string{"Begun again after a talk.", "more than three sessions", ""} {
			if said := l.recordedReason(written); said != written {
				t.Errorf("%s: %q became %q", lang, written, said)
			}
		}
		if said := l.recordedReason("cash_out · " + id); said != l.typology("cash_out")+" · "+id {
			t.Errorf("%s: %s", lang, said)
		}
	}
}

// TestHistoriesSayReasonsOfTheProgramInTheReadersLanguage, on the pages of cases, measures and appeals, and leave a person's words alone.
func TestHistoriesSayReasonsOfTheProgramInTheReadersLanguage(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := views.Page{Texts: bundle.For("zh-CN")}
	entries := []models.AuditEntry{{Action: models.ActionAppealReceived, Reason: "appeal by phone"}, {Action: models.ActionAppealMoved, Reason: "typed words"}}
	for name, list := range map[string][]ui.Event{"a measure's": events(p, entries), "a case's": labels{p}.events(entries, true)} {
		if list[0].Text != (labels{p}).recordedReason("appeal by phone") || list[0].Text == "appeal by phone" || list[1].Text != "typed words" {
			t.Errorf("%s: %q, %q", name, list[0].Text, list[1].Text)
		}
	}
}
