package handlers

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// Schedule sets the moment at which a version becomes live by itself.
func (h *Releases) Schedule(c echo.Context) error {
	return h.step(c, "schedule", "release.scheduled", []string{"publish_at"}, func(at models.PolicyStep, f *form) (*models.Policy, error) {
		when := f.date("publish_at", false)
		if when == nil {
			if f.text("publish_at") == "" {
				f.bad.Add("publish_at", "required")
			}
			return nil, f.err()
		}
		return h.Store.SchedulePolicy(c.Request().Context(), actor(c), at, *when)
	})
}

// CallOff takes that moment back.
func (h *Releases) CallOff(c echo.Context) error {
	return h.step(c, "calloff", "release.called_off", nil, func(at models.PolicyStep, _ *form) (*models.Policy, error) {
		return h.Store.CallOffPolicy(c.Request().Context(), actor(c), at)
	})
}

// scheduleNote says when and in whose name a version becomes live by itself, or why it did not.
func scheduleNote(p views.Page, v *models.Policy) []ui.CalloutArgs {
	if v.PublishAt == nil {
		return nil
	}
	at := p.DateTime(*v.PublishAt)
	if v.PublishFault != "" {
		return []ui.CalloutArgs{{
			Tone: ui.Red, Icon: "alert", Title: p.T("release.not_published", "time", at, "name", v.PublishName), Text: p.T("refused." + v.PublishFault),
		}}
	}
	return []ui.CalloutArgs{{Tone: ui.Blue, Icon: "clock", Text: p.T("release.scheduled_for", "time", at, "name", v.PublishName)}}
}

// laterNotes say on a version's own page when and in whose name it becomes live by itself, or why it did not, with the way to where that is
// called off; once it is called off, who did so.
func laterNotes(p views.Page, s policyShown) []views.PolicyNote {
	var notes []views.PolicyNote
	for _, n := range scheduleNote(p, s.version) {
		notes = append(notes, views.PolicyNote{Callout: n, Href: releaseHref(s.version.Version), Link: p.T("release.to_calloff")})
	}
	if s.version.PublishAt != nil || !s.version.Publishable() {
		return notes
	}
	at := slices.IndexFunc(s.history, func(e models.AuditEntry) bool {
		return e.Action == models.ActionPolicyScheduled || e.Action == models.ActionPolicyCalledOff
	})
	if at < 0 || s.history[at].Action != models.ActionPolicyCalledOff {
		return notes
	}
	e := &s.history[at]
	var was struct {
		PublishAt time.Time `json:"publish_at"`
	}
	if json.Unmarshal([]byte(e.Before), &was) != nil || was.PublishAt.IsZero() {
		return notes
	}
	text := p.T("release.was_called_off", "name", e.ActorName, "at", p.DateTime(e.At), "time", p.DateTime(was.PublishAt))
	return append(notes, views.PolicyNote{Callout: ui.CalloutArgs{Icon: "undo", Text: text}, Href: releaseHref(s.version.Version), Link: p.T("release.to_release")})
}
