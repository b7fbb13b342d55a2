package handlers

import (
	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/text"
)

// Parts of a case's page that an address opens: a form that is folded away, or the decision with one outcome chosen.
var caseOpens = []string{partSnooze, partEscalate, string(models.CaseCleared), string(models.CaseConfirmed)}

// caseOpenHref leads to a place of a case's page with such a part open, without scripting too.
func caseOpenHref(c *models.Case, part, at string) string {
	return caseHref(c.ID, "") + "?open=" + part + "#" + at
}

// openCasePart opens a part that an address names.
func openCasePart(part string, data *views.CaseData) {
	switch part {
	case partSnooze, partEscalate:
		data.Desk.Open = part
	case string(models.CaseCleared), string(models.CaseConfirmed):
		data.Decide.Chosen = part
	}
}

// held are the cases in the visitor's hands, as their pages show them to this person.
func (h *Palette) held(c echo.Context) ([]models.HeldCase, error) {
	v := CurrentVisitor(c)
	if !v.Can(models.PermCaseRead) || !v.Can(models.PermCaseWork) {
		return nil, nil
	}
	held, err := h.Store.HeldCases(c.Request().Context(), v.UserID())
	if err != nil || len(held) == 0 {
		return nil, err
	}
	unjudged, err := h.unjudgedAll(c)
	models.BlindHeld(held, unjudged)
	return held, err
}

// heldCommands is what the reader may do with each of the cases in their hands, by the rules, the words and the keys of its page.
func heldCommands(p views.Page, v *Visitor, held []models.HeldCase, other *text.Localizer) []views.CommandGroup {
	var groups []views.CommandGroup
	for i := range held {
		c := &held[i]
		name := labels{p}.nameOf(c.Masked, c.Account.ExternalID, c.AccountID)
		groups = append(groups, views.CommandGroup{
			Title: p.T("palette.case", "id", c.PublicID(), "name", name), Page: caseHref(c.ID, ""), Commands: heldActs(p, v, c, other, name),
		})
	}
	return groups
}

func heldActs(p views.Page, v *Visitor, h *models.HeldCase, other *text.Localizer, name string) []views.Command {
	c := &h.Case
	may, page := h.May(v.UserID(), v.Can, p.Now), caseHref(c.ID, "")
	var list []views.Command
	add := func(allowed bool, label, icon, letter, href string) {
		if !allowed {
			return
		}
		one := views.Command{Label: p.Texts.T(label), Words: other.T(label) + " " + c.PublicID() + " " + name, Icon: icon, Href: href}
		if letter != "" {
			one.Keys = []string{letter}
		}
		list = append(list, one)
	}
	add(true, "account.to_case", "queue", "", page)
	add(may.Decide, "case.open_clear", "check", "a", caseOpenHref(c, string(models.CaseCleared), "f-reason"))
	add(may.Decide, "case.open_confirm", "alert", "d", caseOpenHref(c, string(models.CaseConfirmed), "f-reason"))
	add(may.Ask, "case_ask.title", "inbox", "i", caseAskHref(c, ""))
	add(may.Snooze, "desk.snooze", "clock", "s", caseOpenHref(c, partSnooze, partSnooze))
	add(len(may.Escalate) > 0, "desk.escalate", "arrow-up", "e", caseOpenHref(c, partEscalate, partEscalate))
	add(v.Can(models.PermAccountNote), "palette.note_write", "note", "n", page+"#f-text")
	add(may.Limit && h.LineID != 0, "case.to_limit", "limit", "l", caseLimitHref(c, h.LineID))
	add(may.Sanction, "case.to_sanction", "shield", "p", caseSanctionHref(c))
	add(may.Assign, "case.assign", "user", "h", page+"#f-user")
	add(len(may.Move) > 0, "desk.move", "arrow-right", "m", page+"#f-move-to")
	add(may.Release, "case.release", "undo", "r", page+"/"+partRelease)
	if may.Release {
		last := &list[len(list)-1]
		last.Post, last.Values = true, []views.Choice{{Value: "view"}}
	}
	return list
}
