package handlers

import (
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
	time := p.DateTime(*v.PublishAt)
	if v.PublishFault != "" {
		return []ui.CalloutArgs{{
			Tone: ui.Red, Icon: "alert", Title: p.T("release.not_published", "time", time, "name", v.PublishName), Text: p.T("refused." + v.PublishFault),
		}}
	}
	return []ui.CalloutArgs{{Tone: ui.Blue, Icon: "clock", Text: p.T("release.scheduled_for", "time", time, "name", v.PublishName)}}
}
