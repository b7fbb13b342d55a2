package handlers

import (
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// Parts of a case's page about what its customer was asked for.
const (
	partAsked = "asked"
	partOff   = "off"
)

// Settle notes that one thing which was asked for is here, or that it is done without.
func (h *CaseAsks) Settle(c echo.Context) error {
	as := models.EvidenceReceived
	id, f, err := h.act(c, partAsked, []string{"of", "as", "how", "because"}, func(id models.ID, f *form) error {
		as = models.EvidenceState(f.text("as"))
		cmd := models.SettleAsked{CaseID: id, EvidenceID: f.id("of", models.PrefixEvidence), As: as, How: models.EvidenceHow(f.text("how")), Reason: f.text("because")}
		if err := f.err(); err != nil {
			return err
		}
		return h.Asks.SettleAsked(c.Request().Context(), actor(c), cmd)
	})
	if err != nil || f == nil {
		return err
	}
	return h.done(c, caseHref(id, f.text("view"))+"#asked", "case_ask.settled."+string(as))
}

// CallOff takes back what the customer was asked for and has not handed in.
func (h *CaseAsks) CallOff(c echo.Context) error {
	id, f, err := h.act(c, partOff, []string{"because"}, func(id models.ID, f *form) error {
		cmd := models.CallOffAsk{CaseID: id, Version: f.version(), Reason: f.text("because")}
		if err := f.err(); err != nil {
			return err
		}
		return h.Asks.CallOffAsk(c.Request().Context(), actor(c), cmd)
	})
	if err != nil || f == nil {
		return err
	}
	return h.done(c, caseHref(id, f.text("view"))+"#asked", "case_ask.off_done")
}

// mayAsk reports whether the visitor may ask for things and note what became of them: nobody else holds the open case.
func mayAsk(p views.Page, c *models.Case, v *Visitor) bool {
	holder := c.HeldBy(p.Now)
	return c.State == models.CaseOpen && (holder == 0 || holder == v.UserID()) && v.Can(models.PermCaseWork) && v.Can(c.Queue.Needs())
}

// askedOf is what the customer of a case was asked for, nil for nothing.
func (l labels) askedOf(d *models.CaseDetail, v *Visitor) *views.CaseAsked {
	if len(d.Asked) == 0 {
		return nil
	}
	may := mayAsk(l.p, &d.Case, v)
	out, got, open := &views.CaseAsked{Links: linksFor(v, d.Case.PublicID())}, 0, 0
	for i := range d.Asked {
		e := &d.Asked[i]
		line := l.askedLine(e)
		switch e.State() {
		case models.EvidenceReceived:
			got++
		case models.EvidenceAsked:
			open++
		}
		if may && e.ReceivedAt == nil {
			line.How = l.howField(line.ID)
			line.Waive = e.Waiting()
		}
		out.Lines = append(out.Lines, line)
	}
	out.CallOff = may && open > 0
	out.Count = l.p.T("case_ask.count", "got", got, "asked", len(d.Asked), "open", open)
	return out
}

// askedLine is one thing that was asked for, with where it stands, by whom and since when.
func (l labels) askedLine(e *models.EvidenceItem) views.CaseAskedLine {
	line := views.CaseAskedLine{ID: e.PublicID(), Kind: l.p.T("appeal.evidence." + e.Kind), Note: evidenceNote(l.p, &e.Evidence), Words: said(l.p, e.FindingText)}
	line.State = ui.BadgeArgs{Label: l.p.T("case_ask.state." + string(e.State()))}
	by := func(at time.Time) string {
		parts := []string{customerOr(l.p, e.ByCustomer(), e.ByName), l.p.DateTime(at)}
		if e.How != models.HowNone {
			parts = append(parts, l.p.T("case_ask.how."+string(e.How)))
		}
		return strings.Join(parts, " · ")
	}
	switch e.State() {
	case models.EvidenceReceived:
		line.State.Tone, line.State.Icon = ui.Green, "check"
		line.Note = by(*e.ReceivedAt)
	case models.EvidenceWaived, models.EvidenceNoMore:
		line.State.Tone = ui.Neutral
		line.Note = by(*e.WaivedAt)
	case models.EvidenceLapsed:
		line.State.Tone = ui.Amber
	case models.EvidenceAsked:
		line.State.Tone, line.State.Icon = ui.Amber, "clock"
	}
	return line
}

// howField is by what way a thing came.
func (l labels) howField(id string) *ui.FieldArgs {
	f := &ui.FieldArgs{Kind: "select", Name: "how", ID: "f-how-" + id, Label: l.p.T("case_ask.how"), Empty: l.p.T("case_ask.how_choose"), Required: true}
	for _, how := range models.EvidenceWays() {
		f.Options = append(f.Options, ui.Option{Value: string(how), Label: l.p.T("case_ask.how." + string(how))})
	}
	return f
}

// explainAsked puts a refused note about what was asked for back into its form.
func explainAsked(a *views.CaseAsked, part string, f *form, wrong map[string]string) {
	if a == nil {
		return
	}
	typed := views.DeskField{Value: f.text("because"), Error: wrong["reason"]}
	if part == partOff {
		a.Off, a.OffOpen = typed, true
		return
	}
	for i := range a.Lines {
		line := &a.Lines[i]
		if line.ID != f.text("of") {
			continue
		}
		line.Open = true
		if f.text("as") == string(models.EvidenceWaived) {
			line.Why = typed
		} else if line.How != nil {
			line.How.Value, line.How.Error = f.text("how"), wrong["how"]
		}
	}
}
