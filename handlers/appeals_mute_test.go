package handlers

import (
	"context"
	"net/http"
	"testing"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

func (f *fakeCase) MuteAppeals(_ context.Context, _ models.Actor, cmd models.MuteAppeals) error {
	return f.act("mute " + cmd.Until.Format("2006-01-02"))
}

func (f *fakeCase) EndAppealMute(context.Context, models.Actor, models.ID, int64, string) error {
	return f.act("unmute")
}

// TestAppealsAreMutedOnTheMeasuresPage: offered after two that were upheld, to who may approve measures and had no part in this one.
func TestAppealsAreMutedOnTheMeasuresPage(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Sanctions{s, f}
	at := today
	f.against = []models.Appeal{{ID: 1, Outcome: models.OutcomeUphold, DecidedAt: &at, Stage: models.AppealClosed}}
	wants(t, asked(t, s, h.Show, models.RoleLead, san9), http.StatusOK, `!id="mute"`)
	f.against = append(f.against, f.against[0])
	wants(t, asked(t, s, h.Show, models.RoleLead, san9), http.StatusOK, `id="mute"`, san9+"/mute", "a new measure is never muted")
	wants(t, asked(t, s, h.Show, models.RoleService, san9), http.StatusOK, `!id="mute"`)
	f.act = refusal("mute_until", "date_far")
	typed := []string{"version", "2", "mute_until", "2027-01-01", "mute_reason", "the same again"}
	wants(t, asked(t, s, h.Mute, models.RoleLead, san9, typed...), http.StatusUnprocessableEntity, "f-mute_until-error", "the same again")
	f.act = func(string) error { return nil }
	wants(t, asked(t, s, h.Mute, models.RoleLead, san9, typed...), http.StatusSeeOther)
	until := today.AddDate(0, 0, 30)
	f.sanction.AppealMute = models.AppealMute{MuteReason: "nothing new comes", MutedName: "Dan", MutedAt: &at, MuteUntil: &until}
	wants(t, asked(t, s, h.Show, models.RoleLead, san9), http.StatusOK, "Muted by Dan", "nothing new comes", san9+"/unmute", "!"+san9+"/mute\"")
	wants(t, asked(t, s, h.Show, models.RoleService, san9), http.StatusOK, "Muted by Dan", "!nothing new comes", "!/unmute", "/appeal?sanction="+san9)
	wants(t, asked(t, s, h.Unmute, models.RoleLead, san9, "version", "2", "mute_reason", "papers came"), http.StatusSeeOther)
}

// TestAMutedCustomerIsToldHowElse: nothing is dropped in silence.
func TestAMutedCustomerIsToldHowElse(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	until := today.AddDate(0, 0, 30)
	a, _ := account5()
	cs := &models.CustomerCase{Account: a, Sanction: f.sanction, Policy: &models.Policy{Document: decide.Default()}}
	for _, lang := range []string{"en", "zh-CN"} {
		p := views.Page{Lang: lang, Now: today, Zone: s.Zone, Texts: s.Texts.For(lang)}
		cs.Sanction.MuteUntil = nil
		if d := customerPage(p, cs); d.Appeal == nil || d.Muted != nil {
			t.Errorf("%s: before it, %+v", lang, d.Muted)
		}
		cs.Sanction.MuteUntil = &until
		if d := customerPage(p, cs); d.Appeal != nil || len(d.Muted) != 3 {
			t.Errorf("%s: %+v", lang, d.Muted)
		}
		notes := labels{p}.muteNotes([]models.Sanction{f.sanction, cs.Sanction})
		if len(notes) != 1 || notes[0].Href != "/sanctions/"+san9 {
			t.Errorf("%s: the account's page says %+v", lang, notes)
		}
	}
}
