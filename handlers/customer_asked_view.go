package handlers

import (
	"time"

	"candor/models"
	"candor/views"
)

// customerAsked is what a customer was asked for while their account is looked at, with the forms that hand it in: nothing of why.
func customerAsked(p views.Page, cs *models.CustomerCase, d *views.CustomerCase) {
	open := cs.Asked.State == models.CaseOpen
	d.Title, d.Asked = p.T("customer.asked_title"), true
	var until time.Time
	states := map[models.EvidenceState]bool{}
	for i := range cs.Evidence {
		e := &cs.Evidence[i].Evidence
		if !open && e.ReceivedAt == nil {
			continue // it was decided without it
		}
		if e.Waiting() && e.DueAt != nil && e.DueAt.After(until) {
			until = *e.DueAt
		}
		states[e.State()] = true
		d.Evidence = append(d.Evidence, customerEvidence(p, e, open))
	}
	switch {
	case !open:
		d.Body = []string{p.T("customer.asked_over")}
	case d.Waiting() > 0:
		d.Body = []string{p.T("customer.asked_text"), p.T("customer.asked_until", "date", p.Date(until))}
		d.NoMore = "/c/no-more"
	case states[models.EvidenceNoMore]:
		d.Body = []string{p.T("customer.asked_no_more")}
	case states[models.EvidenceLapsed]:
		d.Body = []string{p.T("customer.asked_late")}
	case states[models.EvidenceWaived]:
		d.Body = []string{p.T("customer.asked_nothing")}
	default:
		d.Body = []string{p.T("customer.asked_all")}
	}
	d.Files, d.Letters = customerHanded(p, cs), customerLetters(p, cs)
	if open {
		d.Add = customerFile(p, "/c/files")
	}
}
