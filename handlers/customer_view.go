package handlers

import (
	"errors"
	"slices"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// customerPage is what a link shows, in words for customers: nothing of rules, thresholds,
// scores or people.
func customerPage(p views.Page, cs *models.CustomerCase) views.CustomerCase {
	d := views.CustomerCase{Title: p.T("customer.title")}
	if cs.Asked != nil {
		customerAsked(p, cs, &d)
		return d
	}
	customerMeasure(p, cs, &d)
	if cs.Sanction.Kind != models.SanctionDecline { // which took nothing away
		d.Functions = customerFunctions(p, &cs.Account)
	}
	if cs.Sanction.Appealable(p.Now) {
		d.Helps = customerHelps(p, cs)
	}
	customerAppeal(p, cs, &d)
	d.Letters = customerLetters(p, cs)
	return d
}

func customerLetters(p views.Page, cs *models.CustomerCase) (list []views.CustomerLetterLine) {
	for i := range cs.Letters {
		m := &cs.Letters[i]
		title := writeLetter(p, m, cs.Name).Title
		list = append(list, views.CustomerLetterLine{Href: "/c/letters/" + m.PublicID(), Title: title, Date: p.Date(m.CreatedAt)})
	}
	return list
}

// customerHanded is what the customer handed in.
func customerHanded(p views.Page, cs *models.CustomerCase) (list []views.FileLine) {
	for i := range cs.Files {
		f := &cs.Files[i]
		list = append(list, views.FileLine{
			Href: "/c/files/" + f.PublicID(), Title: fileTitle(p, f), Facts: fileFacts(p, f), By: p.T("customer.by_you"), Time: p.Time(f.At), Icon: "note", Erased: f.ErasedAt != nil,
		})
	}
	return list
}

// customerMeasure is the decision: what, since when, why, until when.
func customerMeasure(p views.Page, cs *models.CustomerCase, d *views.CustomerCase) {
	sn := &cs.Sanction
	m := sanctionMessage(sn, p.Lang, p.Now)
	m.Word(cs.Policy)
	l := writeLetter(p, m, cs.Name)
	d.Title, d.Body = l.Title, l.Body
	if sn.StartsAt != nil {
		d.Since = p.T("customer.since", "date", p.Date(*sn.StartsAt))
	}
	if sn.Declined != nil {
		customerDecline(p, cs, d)
	} else if sn.State != models.SanctionActive {
		d.Ended = p.T("customer.over")
		if sn.EndedAt != nil {
			d.Ended = p.T("customer.over_since", "date", p.Date(*sn.EndedAt))
		}
		d.Title = p.T("letter.sanction_ended.title")
	}
	if len(cs.Others) > 0 {
		d.Others = p.N("customer.others", len(cs.Others))
	}
}

// customerFunctions says of each function whether it works now, and of bills that they do.
func customerFunctions(p views.Page, a *models.Account) []views.CustomerFunction {
	stopped := a.Status == models.StatusFrozen || a.Status == models.StatusDeactivated || a.Status == models.StatusClosed
	list := []views.CustomerFunction{{Name: p.T("customer.bills"), Works: true}}
	for _, f := range models.Functions() {
		list = append(list, views.CustomerFunction{
			Name: p.T("measure.function." + string(f)), Works: !stopped && !slices.Contains(a.Reach, f),
		})
	}
	return list
}

// customerHelps is what the customer can do about it.
func customerHelps(p views.Page, cs *models.CustomerCase) []string {
	var list []string
	if key := "customer.help." + cs.Sanction.ReasonCode; p.Texts.Has(key) {
		list = append(list, p.Texts.T(key))
	}
	if names := customerEvidenceNames(p, cs); names != "" {
		list = append(list, p.T("customer.help.evidence", "list", names))
	}
	if cs.Sanction.Declined != nil {
		list = append(list, p.T("customer.help.not_mine"))
	}
	if (cs.Appeal == nil || cs.Appeal.Stage.Ended()) && !cs.Sanction.Muted(p.Now) {
		list = append(list, p.T("customer.help.general"))
	}
	if cs.Next != nil && cs.Sanction.Declined == nil {
		list = append(list, labels{p}.customerSteps(cs.Next).Steps...)
	}
	return list
}

// customerAppeal is where the appeal stands and what the customer can add to it, or the form for one.
func customerAppeal(p views.Page, cs *models.CustomerCase, d *views.CustomerCase) {
	a := cs.Appeal
	free := cs.Sanction.Appealable(p.Now) && (a == nil || a.Stage.Ended())
	if free && cs.Sanction.Muted(p.Now) {
		customerMuted(p, cs, d)
	} else if free {
		d.Appeal = &ui.FieldArgs{
			Kind: "textarea", Name: "words", Label: p.T("customer.appeal.words"), Hint: p.T("customer.appeal.hint"), Rows: 6, Required: true,
		}
		d.Appeal.Attrs = map[string]any{"maxlength": "2000"}
		d.AppealFiles = customerFile(p, "").File
		d.AppealFiles.Label, d.AppealFiles.Required = p.T("customer.appeal.files"), false
		d.AppealFiles.Hint = p.T("customer.appeal.files_hint", "n", models.FilesPerForm)
		d.AppealFiles.Attrs = map[string]any{"accept": filesAccepted, "multiple": true}
		d.AppealText = p.T("customer.appeal.text")
		if cs.Sanction.Declined != nil {
			d.AppealText, d.Appeal.Hint = p.T("customer.appeal.text_decline"), p.T("customer.appeal.hint_decline")
		}
	}
	if a == nil {
		return
	}
	d.Steps = customerSteps(p, cs)
	d.Words, d.Filed = said(p, cs.Words), p.T("customer.appeal.filed", "date", p.Date(a.ReceivedAt))
	for i := range cs.Evidence {
		if e := &cs.Evidence[i].Evidence; !a.Undecided() && e.ReceivedAt == nil && e.LapsedAt == nil {
			continue // it was decided without it
		}
		d.Evidence = append(d.Evidence, customerEvidence(p, &cs.Evidence[i].Evidence, a.Undecided()))
	}
	d.Files = customerHanded(p, cs)
	switch {
	case a.Undecided() && a.PausedAt != nil:
		d.Clock = customerWaitedFor(p, cs.Evidence)
	case a.Undecided():
		d.Clock = p.T("customer.clock.runs", "date", p.Date(a.DueAt))
	default:
		d.Clock = p.T("customer.clock." + customerStage(a.Stage))
		d.Verdict = customerVerdict(p, cs)
	}
	if a.Undecided() {
		d.Add = customerFile(p, "/c/files")
		d.Withdraw = "/c/withdraw"
	}
}

// customerWaitedFor says that the clock stands, and until when: the last day of what is still to come. Requests from before there was
// an end have none.
func customerWaitedFor(p views.Page, asked []models.EvidenceItem) string {
	var until time.Time
	for i := range asked {
		if e := &asked[i].Evidence; e.Waiting() && e.DueAt != nil && e.DueAt.After(until) {
			until = *e.DueAt
		}
	}
	if until.IsZero() {
		return p.T("customer.clock.stopped")
	}
	return p.T("customer.clock.waits", "date", p.Date(until))
}

// customerStage is an appeal's stage as customers are told it.
func customerStage(s models.AppealStage) string {
	switch s {
	case models.AppealReceived, models.AppealAcknowledged:
		return "received"
	case models.AppealEvidence:
		return "evidence"
	case models.AppealDecided:
		return "decided"
	case models.AppealExecuted, models.AppealClosed:
		return "done"
	case models.AppealWithdrawn:
		return "withdrawn"
	}
	if s.Ended() {
		return "joined" // with another appeal of the same customer
	}
	return "review"
}

// customerSteps is the way of the appeal. What is asked of the customer is a step where anything was.
func customerSteps(p views.Page, cs *models.CustomerCase) views.MeasureSteps {
	way := []string{"received", "review", "decided", "done"}
	at := customerStage(cs.Appeal.Stage)
	if cs.Appeal.PausedAt == nil && (at == "evidence" || (at == "received" && len(cs.Evidence) > 0)) {
		at = "review" // everything is here or will not come: now it is we who are waited for
	}
	if len(cs.Evidence) > 0 || at == "evidence" {
		way = slices.Insert(way, 1, "evidence")
	}
	out := steps(p, "customer.stage.", way, at)
	out.Label = p.T("customer.steps")
	return out
}

// customerEvidence is one thing that was asked for, with the form that answers it. What is not waited
// for any more is not asked for again, but an answer that was on its way then still has its form.
func customerEvidence(p views.Page, e *models.Evidence, open bool) views.CustomerEvidence {
	out := views.CustomerEvidence{ID: e.PublicID(), Kind: p.T("appeal.evidence." + e.Kind), Answered: e.ReceivedAt != nil}
	if out.Answered {
		out.Note = p.T("customer.answered", "date", p.Date(*e.ReceivedAt))
		return out
	}
	switch {
	case e.WaivedAt != nil && e.ByCustomer():
		out.Note = p.T("customer.no_more", "date", p.Date(*e.WaivedAt))
	case e.WaivedAt != nil:
		out.Note = p.T("customer.waived", "date", p.Date(*e.WaivedAt))
	case e.LapsedAt != nil && open:
		out.Note = p.T("customer.lapsed_open", "date", p.Date(*e.LapsedAt))
	case e.LapsedAt != nil:
		out.Note = p.T("customer.lapsed", "date", p.Date(*e.LapsedAt))
	case e.RequestedAt != nil && e.DueAt != nil:
		out.Note = p.T("customer.asked_by", "date", p.Date(*e.RequestedAt), "until", p.Date(*e.DueAt))
	case e.RequestedAt != nil:
		out.Note = p.T("customer.asked", "date", p.Date(*e.RequestedAt))
	}
	if !open {
		return out
	}
	out.Asked, out.Action = e.Waiting(), "/c/evidence/"+e.PublicID()
	out.Words = ui.FieldArgs{Kind: "textarea", Name: "words", ID: "f-words-" + out.ID, Label: p.T("customer.answer.words"), Hint: p.T("customer.answer.hint"), Rows: 3}
	out.File = customerFile(p, "").File
	out.File.ID, out.File.Required = "f-file-"+out.ID, false
	return out
}

// customerFile takes a file from the customer.
func customerFile(p views.Page, action string) *views.FileForm {
	form := fileForm(p, action, true)
	form.File.Label, form.File.Hint, form.Button = p.T("customer.file"), p.T("customer.file_hint"), p.T("customer.file_send")
	return form
}

// customerTyped puts what was typed, and why it was refused, back into the form it came from.
func customerTyped(p views.Page, d *views.CustomerCase, typed typedByCustomer) {
	if typed.cause == nil || typed.contact != nil { // whose form says so itself
		return
	}
	said := problems(p, typed.cause)
	var no *models.Refused
	switch {
	case errors.As(typed.cause, &no):
		d.Problem = p.T("customer.refused")
	case errors.Is(typed.cause, models.ErrUnchecked):
		d.Problem = p.T("files.unchecked")
	case len(said) == 0:
		d.Problem = p.T("customer.changed")
	}
	if typed.evidence != 0 {
		for i := range d.Evidence {
			if e := &d.Evidence[i]; e.ID == typed.evidence.Public(models.PrefixEvidence) && e.Action != "" {
				e.Tried = true
				e.Words.Value, e.Words.Error, e.File.Error = typed.words, said["words"], said["file"]
				d.Wrong = customerWrong("-"+e.ID, e.Words.Error, e.File.Error)
			}
		}
		return
	}
	if d.Add != nil && typed.upload {
		d.Add.File.Error = said["file"]
		d.Wrong = customerWrong("", "", said["file"])
	}
	if d.Appeal != nil {
		d.Appeal.Value, d.Appeal.Error = typed.words, said["words"]
		d.AppealFiles.Error = filesProblem(p, typed.chosen, said["file"], typed.cause)
		d.Wrong = customerWrong("", d.Appeal.Error, d.AppealFiles.Error)
	}
}

// customerWrong is what is said at the head of the page of a form further down that was refused.
func customerWrong(of, words, file string) (list []ui.FieldError) {
	for _, e := range []ui.FieldError{{Name: "words" + of, Text: words}, {Name: "file" + of, Text: file}} {
		if e.Text != "" {
			list = append(list, e)
		}
	}
	return list
}
