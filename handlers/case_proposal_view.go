package handlers

import (
	"net/url"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// proposalFact is what the engine proposes for a case, with the way to where that comes from; none where it proposes nothing.
func (l labels) proposalFact(d *models.CaseDetail, v *Visitor) []ui.Pair {
	p, ok := d.Proposal()
	scores := v.Can(models.PermScoreRead)
	if !ok || p.LimitFen != 0 && !scores { // the policy's limit tells the band
		return nil
	}
	label, href := "", ""
	switch {
	case p.Sanction != "":
		label = l.word("sanction.kind.", string(p.Sanction))
	case p.Outcome != "":
		label = l.word("case.proposal_", string(p.Outcome))
	default:
		label = l.p.T("case.proposal_limit", "most", views.Money(p.LimitFen))
		if len(d.Account.Lines) > 0 && v.Can(models.PermLimitPropose) {
			q := url.Values{"line": {d.Account.Lines[0].PublicID()}, "case": {d.Case.PublicID()}}
			href = "/accounts/" + d.Account.Account.PublicID() + "/limit?" + q.Encode()
		}
	}
	switch {
	case p.Decision != 0 && scores:
		href = decisionHref(p.Decision)
	case p.Waits != 0 && v.Can(models.PermAccountRead):
		href = "/sanctions/" + p.Waits.Public(models.PrefixSanction)
	}
	fact := ui.Pair{Key: l.p.T("case.proposal"), Value: label}
	if href != "" {
		fact.Body = views.Link(href, label)
	}
	return []ui.Pair{fact}
}
