package handlers

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// Mute takes no more appeals by the customer's link until a day.
func (h *Sanctions) Mute(c echo.Context) error {
	return h.step(c, "mute.done", []string{"mute_until", "mute_reason"}, func(id models.ID, f *form, version int64) error {
		cmd := models.MuteAppeals{SanctionID: id, Version: version, Until: f.date("mute_until", true), Reason: f.text("mute_reason")}
		if err := f.err(); err != nil {
			return err
		}
		return h.Store.MuteAppeals(c.Request().Context(), actor(c), cmd)
	})
}

// Unmute takes them again before the day.
func (h *Sanctions) Unmute(c echo.Context) error {
	return h.step(c, "mute.ended", []string{"mute_reason"}, func(id models.ID, f *form, version int64) error {
		return h.Store.EndAppealMute(c.Request().Context(), actor(c), id, version, f.text("mute_reason"))
	})
}

// appealMute is the panel of a measure about appeals by the customer's link, nil where there is nothing to say or do.
func appealMute(p views.Page, v *Visitor, sn *models.Sanction, appeals []models.Appeal) *views.AppealMute {
	m := &views.AppealMute{Version: strconv.FormatInt(sn.Version, 10)}
	self, may := "/sanctions/"+sn.PublicID(), v.Can(models.PermSanctionApprove)
	switch {
	case sn.Muted(p.Now):
		m.Said = p.T("mute.stands", "date", p.DateTime(*sn.MuteUntil), "name", sn.MutedName, "since", p.DateTime(*sn.MutedAt))
		if v.Can(models.PermScoreRead) { // as any reason for staff
			m.Reason = sn.MuteReason
		}
		if may {
			m.End = self + "/unmute"
		}
	case may && sn.MayMute(models.Upheld(appeals), v.UserID(), p.Now) == nil:
		m.Start = self + "/mute"
	default:
		return nil
	}
	return m
}

// muteNotes are what an account's page says of measures against which no appeals are taken by the link.
func (l labels) muteNotes(list []models.Sanction) (notes []views.ListedNote) {
	for i := range list {
		if sn := &list[i]; sn.Muted(l.p.Now) {
			notes = append(notes, views.ListedNote{
				Tone: ui.Amber, Text: l.p.T("mute.account", "kind", l.p.T("sanction.kind."+string(sn.Kind)), "date", l.p.Date(*sn.MuteUntil)),
				Href: "/sanctions/" + sn.PublicID(), Label: l.p.T("common.open"),
			})
		}
	}
	return notes
}

// customerMuted says in the place of the form for another appeal that the decision was reviewed, until when none is taken here, and how
// else the customer is heard.
func customerMuted(p views.Page, cs *models.CustomerCase, d *views.CustomerCase) {
	d.Muted = []string{
		p.T("customer.muted.reviewed"), p.T("customer.muted.until", "date", p.DateTime(*cs.Sanction.MuteUntil)), p.T("customer.muted.else"),
	}
}
