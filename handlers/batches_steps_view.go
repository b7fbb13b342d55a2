package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// bound says why a second person is needed.
func (l labels) bound(code string) string {
	if key := "batch.bound." + code; l.p.Texts.Has(key) {
		return l.p.T(key, "most", models.BatchAdverseMax)
	}
	return l.p.T("limit.bound." + code)
}

// batchActions is what the reader may do with a batch, and what there is to know before.
func (l labels) batchActions(v *Visitor, b *models.Batch, page *views.BatchPage) {
	p, self, version := l.p, batchHref(b.ID), strconv.FormatInt(b.Version, 10)
	mine := b.MadeBy == v.UserID() && v.UserID() != 0
	step := func(verb, label, icon, kind, note string) views.BatchStep {
		return views.BatchStep{Action: self + "/" + verb, Version: version, Button: ui.ButtonArgs{Label: label, Icon: icon, Kind: kind, Key: stepKeys[verb]}, Note: note}
	}
	note := func(tone ui.Tone, icon, title, text string) {
		page.Notes = append(page.Notes, ui.CalloutArgs{Tone: tone, Icon: icon, Title: title, Text: text})
	}
	second := func() { note(ui.Amber, "", p.T("batch.needs_second"), l.bound(b.Bound)) }
	switch b.State {
	case models.BatchDraft:
		note("", "eye", p.T("batch.draft_title"), p.T("batch.draft_text"))
		if b.Bound != "" {
			second()
		}
		l.draftSteps(v, b, page, mine, step)
	case models.BatchWaiting:
		second()
		l.waitingSteps(v, b, page, mine, step)
	case models.BatchConfirmed, models.BatchRunning:
		if mine || v.Can(models.PermBulkApprove) {
			page.Steps = append(page.Steps, step("cancel", p.T("batch.cancel"), "close", "danger", p.T("batch.cancel_note")))
		}
	case models.BatchDone, models.BatchCancelled:
		l.doneSteps(v, b, page, mine, step)
	case models.BatchPartly:
		note(ui.Amber, "", p.N("batch.partly", b.Kept), p.T("batch.partly_text"))
	}
}

// stepKeys are the keys of the steps, which mean on other pages what they mean here.
var stepKeys = map[string]string{"confirm": "a", "approve": "a", "cancel": "w", "discard": "w", "undo": "z"}

type stepMaker func(verb, label, icon, kind, note string) views.BatchStep

// draftSteps is what who made a dry run may do with it.
func (l labels) draftSteps(v *Visitor, b *models.Batch, page *views.BatchPage, mine bool, step stepMaker) {
	p := l.p
	if !mine {
		page.Notes = append(page.Notes, ui.CalloutArgs{Icon: "lock", Title: p.T("batch.theirs", "name", b.MadeName)})
		return
	}
	switch {
	case p.Now.Sub(b.MadeAt) > models.ApprovalTTL:
		page.Notes = append(page.Notes, ui.CalloutArgs{Tone: ui.Amber, Title: p.T("refused.batch_old")})
	case b.Eligible == 0:
		page.Notes = append(page.Notes, ui.CalloutArgs{Tone: ui.Amber, Title: p.T("refused.batch_empty")})
	default:
		confirm := step("confirm", p.N("batch.confirm."+string(b.Kind), b.Eligible), "check", "primary", p.T("batch.confirm_note"))
		if b.Bound != "" {
			confirm.Button.Label, confirm.Note = p.T("batch.ask_second"), p.T("batch.ask_second_note")
		}
		confirm.Hash = b.Hash
		if b.Kind == models.BatchConfirm {
			confirm.Sure, confirm.Button.Kind = p.N("batch.sure", b.Eligible), "danger"
		}
		page.Steps = append(page.Steps, confirm)
	}
	page.Steps = append(page.Steps, step("discard", p.T("batch.discard"), "undo", "", ""))
}

// waitingSteps is what a second person, and who asked, may do.
func (l labels) waitingSteps(v *Visitor, b *models.Batch, page *views.BatchPage, mine bool, step stepMaker) {
	p := l.p
	var a views.MeasureActions
	waiting{batchHref(b.ID), models.PermBulkApprove, b.MadeBy, *b.AskedAt}.answer(p, v, &a)
	why := a.Why
	if need := b.Kind.Answers(); why == "" && need != "" && !v.Can(need) {
		why = p.T("refused.batch_may_not")
	}
	if why != "" {
		page.Notes = append(page.Notes, ui.CalloutArgs{Icon: "lock", Title: p.T("measure.waits"), Text: why})
		if a.Own {
			page.Steps = append(page.Steps, ownStep(p, p.N("batch.approve", b.Eligible)))
		}
	} else {
		approve := step("approve", p.N("batch.approve", b.Eligible), "check", "primary", p.T("batch.confirm_note"))
		approve.Hash = b.Hash
		page.Steps = append(page.Steps, approve)
		page.Reject = &views.BatchReject{Action: batchHref(b.ID) + "/reject", Version: strconv.FormatInt(b.Version, 10)}
	}
	if mine {
		page.Steps = append(page.Steps, step("discard", p.T("batch.discard"), "undo", "", ""))
	}
}

// doneSteps offers to undo what was done, for as long as that is possible.
func (l labels) doneSteps(v *Visitor, b *models.Batch, page *views.BatchPage, mine bool, step stepMaker) {
	p := l.p
	if b.Kind == models.BatchLimit || b.Kind == models.BatchLift {
		if left := models.MessageHold - p.Now.Sub(*b.EndedAt); left > 0 && b.Done > 0 {
			page.Notes = append(page.Notes, ui.CalloutArgs{Icon: "clock", Title: p.T("batch.held"), Text: p.T("batch.held_text")})
		}
	}
	if b.Done == 0 || !(mine || v.Can(models.PermBulkApprove)) {
		return
	}
	until := b.EndedAt.Add(models.BatchUndoFor)
	if p.Now.After(until) {
		return
	}
	page.Steps = append(page.Steps, step("undo", p.N("batch.undo", b.Done), "undo", "", p.T("batch.undo_note", "until", p.DateTime(until))))
}

// batchFacts is who, when, why, and what chose the items.
func (l labels) batchFacts(v *Visitor, b *models.Batch) []ui.Pair {
	p := l.p
	facts := []ui.Pair{l.chosenBy(b)}
	for _, part := range l.chosenParts(v, b) {
		facts = append(facts, ui.Pair{Key: p.T("batch.narrowed_by", "name", part.Label), Value: part.Value})
	}
	facts = append(facts, l.batchAsked(b)...)
	if b.ReasonCode != "" {
		facts = append(facts, principalPair(p, "limit", b.Reasons()))
	}
	if b.Reason != "" {
		facts = append(facts, ui.Pair{Key: p.T("common.reason"), Value: b.Reason})
	}
	facts = append(facts, ui.Pair{Key: p.T("measure.made_by"), Body: views.ByAt(orDash(b.MadeName), p.Moment(b.MadeAt))})
	if b.DecidedAt != nil {
		facts = append(facts, ui.Pair{Key: p.T("measure.decided_by"), Body: views.ByAt(b.DecidedName, p.Moment(*b.DecidedAt))})
	}
	if b.DecideReason != "" {
		facts = append(facts, ui.Pair{Key: p.T("measure.decide_reason"), Value: b.DecideReason})
	}
	if b.BegunAt != nil {
		facts = append(facts, timePair(p, "batch.begun_at", b.BegunAt))
	}
	if b.EndedAt != nil {
		facts = append(facts, timePair(p, "batch.ended_at", b.EndedAt))
	}
	if b.UndoneAt != nil {
		facts = append(facts, ui.Pair{Key: p.T("batch.undone_by"), Body: views.ByAt(b.UndoneName, p.Moment(*b.UndoneAt))})
	}
	if b.Hash != "" {
		facts = append(facts, ui.Pair{Key: p.T("promotion.hash"), Body: views.CodeOrDash(p, b.Hash)})
	}
	if v.Can(models.PermAuditRead) && b.BegunAt != nil {
		facts = append(facts, ui.Pair{Key: p.T("nav.audit"), Body: views.Link("/audit?bulk="+b.PublicID(), p.T("batch.audit"))})
	}
	return facts
}

// chosenBy says what chose the items: ticked rows, a filter or a file.
func (l labels) chosenBy(b *models.Batch) ui.Pair {
	p := l.p
	by := ui.Pair{Key: p.T("batch.chosen_by")}
	list := "/queue"
	if !b.Kind.OnCases() {
		list = "/accounts"
	}
	view, ofQueue := strings.CutPrefix(b.View, queueSource)
	view, _, _ = strings.Cut(view, bookSource)
	switch {
	case ofQueue:
		by.Body = views.Link("/queue?"+view, p.T("batch.by_view"))
	case b.File != "":
		by.Value = p.T("batch.by_file", "file", b.File)
	case b.View != "":
		by.Body = views.Link(list+"?"+b.View, p.T("batch.by_filter"))
	case b.Kind.OnCases():
		by.Body = views.Link(tickedHref(b), p.T("batch.by_rows"))
	default:
		by.Body = views.Link(list, p.T("batch.by_all"))
	}
	return by
}

// tickedHref is the queue with the rows that were ticked, ticked again.
func tickedHref(b *models.Batch) string {
	q := url.Values{"batch": {b.PublicID()}, "sort": {string(models.SortRisk)}}
	if b.Kind == models.BatchSnooze && b.Done > 0 {
		q.Set("state", "snoozed")
	}
	return "/queue?" + q.Encode()
}

// chosenParts are the filters that chose the items of a batch, as the lists that they are of say them. One by what the reader may not see
// is not told.
func (l labels) chosenParts(v *Visitor, b *models.Batch) []ui.ChipArgs {
	view, book := "", b.View
	if of, ok := strings.CutPrefix(b.View, queueSource); ok {
		view, book, _ = strings.Cut(of, bookSource)
	} else if b.Kind.OnCases() {
		view, book = b.View, ""
	}
	var parts []ui.ChipArgs
	if values, err := url.ParseQuery(view); err == nil && view != "" && v.Can(models.PermCaseRead) {
		makers := values.Get("who") == "mine" && v.UserID() != b.MadeBy
		if makers {
			values.Del("who")
		}
		parts = l.queueChips(&form{Values: values, zone: l.p.Zone}, viewQuery(values))
		if makers {
			parts = append(parts, ui.ChipArgs{Label: l.p.T("queue.who"), Value: orDash(b.MadeName)})
		}
	}
	values, err := url.ParseQuery(book)
	if err != nil {
		return parts
	}
	f := &form{Values: values, zone: l.p.Zone}
	var list views.AccountsData
	if filter, err := readAccountFilter(f, v); err == nil {
		l.accountChips(&list, filter, accountQuery(f, filter))
	}
	return append(parts, list.Chips...)
}

// batchAsked is what the batch's kind needed beside a reason: whom, until when, where to, which tag.
func (l labels) batchAsked(b *models.Batch) (facts []ui.Pair) {
	p := l.p
	if b.AssignName != "" {
		facts = append(facts, ui.Pair{Key: p.T("batch.assign_to"), Value: b.AssignName})
	}
	if b.SnoozeUntil != nil {
		facts = append(facts, timePair(p, "desk.snooze_until", b.SnoozeUntil))
	}
	if b.Tag != "" {
		facts = append(facts, ui.Pair{Key: p.T("tag.word"), Value: b.Tag})
	}
	if b.Kind.Queues() {
		facts = append(facts, ui.Pair{Key: p.T("batch.to_queue"), Value: l.queueName(b.ToQueue)})
	}
	return facts
}
