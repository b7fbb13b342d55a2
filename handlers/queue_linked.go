package handlers

import (
	"net/url"
	"slices"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// linked reads how cases ended, which group of rules flagged them, and what their accounts share. An outcome means closed cases, whatever
// else is said of the state.
func (f *form) linked(q *models.CaseFilter, v *Visitor, known ruleGroups) {
	q.Reader = v.UserID()
	q.Outcome, q.Not.Outcome = f.turned("outcome")
	for _, one := range models.Several(q.Outcome) {
		if !slices.Contains(models.CaseOutcomes(), models.CaseOutcome(one)) {
			f.bad.Add("outcome", "choice")
		}
	}
	switch state := f.text("state"); {
	case q.Outcome == "":
	case state == "":
		q.State = models.CaseClosed
	case q.State != models.CaseClosed:
		f.bad.Add("outcome", "only_closed")
	}
	var groups string
	groups, q.Not.Codes = f.turned("group")
	for _, group := range models.Several(groups) {
		if !slices.Contains(known.names(), group) {
			f.bad.Add("group", "choice")
		}
	}
	q.Codes = strings.Join(known.codes(models.Several(groups)...), ",")
	if groups != "" && q.Codes == "" {
		q.Codes = noCode // a group without rules has no case, not every one
	}
	q.Batch = f.id("batch", models.PrefixBulk)
	if q.Thing = f.text("thing"); q.Thing != "" {
		kind, token, _ := strings.Cut(q.Thing, ".")
		if !models.IsThing(kind, token) || !v.Can(models.PermScoreRead) {
			f.bad.Add("thing", "choice")
		}
	}
}

// noCode is a code that no flag has.
const noCode = "-"

// outcomeNames are how cases end, as the filter offers them.
func outcomeNames() []string {
	var names []string
	for _, o := range models.CaseOutcomes() {
		names = append(names, string(o))
	}
	return names
}

// thingHref is the queue narrowed to accounts that were seen with a thing.
func thingHref(kind, token string) string {
	return "/queue?" + url.Values{"thing": {kind + "." + token}, "sort": {string(models.SortRisk)}}.Encode()
}

// thingWord is a thing in words.
func (l labels) thingWord(thing string) string {
	kind, token, _ := strings.Cut(thing, ".")
	return l.p.T("linked.through", "kind", l.word("shared.", kind), "token", short(token))
}

// sharing leads from what an account was last seen with to the cases of accounts that were seen with the same.
func (l labels) sharing(list []models.Event, v *Visitor) []ui.LinkArgs {
	if !v.Can(models.PermScoreRead) || !v.Can(models.PermCaseRead) {
		return nil
	}
	var links []ui.LinkArgs
	seen := map[string]bool{}
	for i := range list {
		b := &list[i].Body
		for _, t := range [][2]string{{"device", b.Device}, {"card", b.Card}, {"ip", b.IP}} {
			if href := thingHref(t[0], t[1]); models.IsThing(t[0], t[1]) && !seen[href] && len(links) < thingsFew {
				seen[href] = true
				links = append(links, ui.LinkArgs{Label: l.thingWord(t[0] + "." + t[1]), Href: href, Icon: "queue", Size: "small"})
			}
		}
	}
	return links
}

// thingsFew is how many things a case's page leads on from.
const thingsFew = 6

// sharedCases is the cell that leads to the cases of whoever shares a thing.
func (l labels) sharedCases(kind, token string, v *Visitor) views.Cell {
	if !v.Can(models.PermScoreRead) || !v.Can(models.PermCaseRead) || !models.IsThing(kind, token) {
		return views.Cell{Text: views.Dash}
	}
	return views.Cell{Text: l.p.T("queue.sharing"), Href: thingHref(kind, token)}
}

// outcome is how a case ended.
func (l labels) outcome(o models.CaseOutcome) ui.BadgeArgs {
	switch o {
	case "": // of a case that the reader is to judge again
		return ui.BadgeArgs{Label: l.p.T("case_outcome.hidden"), Tone: ui.Neutral, Icon: "lock"}
	case models.CaseCleared:
		return ui.BadgeArgs{Label: l.p.T("case_outcome.cleared"), Tone: ui.Green, Icon: "check"}
	}
	return ui.BadgeArgs{Label: l.p.T("case_outcome.confirmed"), Tone: ui.Red, Icon: "alert"}
}
