package handlers

import (
	"slices"
	"strconv"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// appealPageOf is one appeal in three columns, with what the viewer may do.
func appealPageOf(p views.Page, v *Visitor, a *models.AppealDetail) views.AppealPage {
	ap := &a.Appeal
	d := views.AppealPage{
		Account: measureAccount(p, v, &a.Account, a.Name), ID: ap.PublicID(), Self: "/appeals/" + ap.PublicID(),
		Version: strconv.FormatInt(ap.Version, 10), Stage: appealBadge(p, ap.Stage), Steps: appealSteps(p, a),
		Then: appealThen(p, v, a), Says: appealSays(p, a), Now: appealNow(p, v, a),
		Messages: messageRows(p, a.Messages, ap.PublicID()), Can: appealCan(p, v, a),
	}
	d.Clock, d.Late = appealClock(p, ap)
	if ap.Undecided() {
		d.Clock = p.T("appeal.clock", "date", p.DateTime(ap.DueAt), "left", d.Clock)
	}
	if refused := refusedCode(a.Barred.Check(judgeOf(v))); a.Appeal.ExecutedAt == nil && (refused == "own_decision" || refused == "own_team") {
		d.Own = p.Texts.T("refused." + refused)
	}
	for i := range a.Earlier {
		d.Earlier = append(d.Earlier, appealRow(p, &a.Earlier[i]))
	}
	appealAround(p, a, &d)
	appealReferred(p, v, a, &d)
	if ap.DecidedAt != nil {
		d.Decided = []ui.Pair{
			{Key: p.T("appeal.outcome"), Value: p.T("appeal.outcome." + string(ap.Outcome))},
			{Key: p.T("measure.decided_by"), Value: ap.DecidedName}, timePair(p, "measure.decided_at", ap.DecidedAt),
			{Key: p.T("measure.reason_staff"), Value: ap.Reason}, {Key: p.T("appeal.customer_text"), Value: ap.CustomerText},
			timePair(p, "appeal.executed_at", ap.ExecutedAt),
		}
		d.Decided = append(d.Decided, decidedMore(p, ap)...)
	}
	d.Result = restoreRows(p, ap.Restored)
	return d
}

// appealSteps is the way of an appeal; evidence is skipped where none was asked for.
func appealSteps(p views.Page, a *models.AppealDetail) views.MeasureSteps {
	var way []string
	for _, s := range models.AppealStages() {
		way = append(way, string(s))
	}
	out := steps(p, "appeal.stage.", way, string(a.Appeal.Stage))
	skipped := map[string]bool{
		string(models.AppealEvidence): len(a.Evidence) == 0, string(models.AppealAcknowledged): !acknowledged(a),
		string(models.AppealOpinion): len(a.Opinions) == 0,
	}
	for i := range out.Steps {
		if i < len(way) && skipped[way[i]] && out.Steps[i].State == "done" {
			out.Steps[i].State = "skipped"
		}
	}
	return out
}

// acknowledged reports whether the customer was told that the appeal is here.
func acknowledged(a *models.AppealDetail) bool {
	return slices.ContainsFunc(a.Messages, func(m models.Message) bool { return m.Template == models.TemplateAppealReceived })
}

func appealThen(p views.Page, v *Visitor, a *models.AppealDetail) views.AppealThen {
	sn := &a.Sanction
	t := views.AppealThen{SanctionHref: "/sanctions/" + sn.PublicID(), Reasons: reasonsOf(p, v, a.Then)}
	t.Facts = append([]ui.Pair{{Key: p.T("appeal.against"), Value: p.T("sanction.kind." + string(sn.Kind))}}, sanctionFacts(p, v, sn)...)
	if v.Can(models.PermScoreRead) {
		t.Facts = append(t.Facts, scorePair(p, "appeal.score_then", a.Then, &a.Account))
		for i := range a.Flags {
			t.Flags = append(t.Flags, measureFlag(p, v, &a.Flags[i]))
		}
	}
	if sn.Snapshot != nil {
		under := a.Account
		lines := append([]models.CreditLine{}, a.Lines...)
		if sn.State != models.SanctionActive {
			under.Apply(append([]models.Sanction{*sn}, a.Others...), lines)
		}
		for _, row := range snapshotDiff(p, sn.Snapshot, models.TakeSnapshot(&under, lines, p.Now), "").Rows {
			if !row.Same {
				t.Took = append(t.Took, ui.Pair{Key: row.Field, Value: row.Before + " → " + row.After})
			}
		}
	}
	return t
}

func appealSays(p views.Page, a *models.AppealDetail) views.AppealSays {
	ap := &a.Appeal
	s := views.AppealSays{Words: said(p, a.Words), Lang: p.Lang, Facts: []ui.Pair{
		{Key: p.T("appeal.channel"), Value: p.T("appeal.channel." + ap.Channel)},
		{Key: p.T("appeal.filed_by"), Value: customerOr(p, ap.ByCustomer(), ap.FiledName)}, timePair(p, "appeal.received", &ap.ReceivedAt),
	}}
	if shows(a.Words) { // a mark in their place is the page's own
		s.Lang = ap.Lang
	}
	s.Checks, s.Count, s.Wanted = appealChecklist(p, a)
	got := 0
	waiting := map[string]bool{}
	for _, e := range a.Evidence {
		item := views.AppealEvidence{ID: e.PublicID(), Kind: p.T("appeal.evidence." + e.Kind), Received: e.ReceivedAt != nil, Finding: said(p, e.FindingText)}
		if item.Received {
			got++
			item.Note = customerOr(p, e.ByCustomer(), e.ByName) + " · " + p.DateTime(*e.ReceivedAt)
		} else {
			waiting[e.Kind] = e.Waiting()
			item.Note = evidenceNote(p, &e.Evidence)
		}
		s.Evidence = append(s.Evidence, item)
	}
	s.Waiting = p.T("appeal.evidence_count", "got", got, "asked", len(a.Evidence))
	for _, kind := range models.EvidenceKinds() {
		s.Kinds = append(s.Kinds, ui.Option{Value: kind, Label: p.T("appeal.evidence." + kind), Disabled: waiting[kind]})
	}
	s.Days = strconv.Itoa(a.Policy.Document.DeskRules().EvidenceDays)
	return s
}

func appealNow(p views.Page, v *Visitor, a *models.AppealDetail) views.AppealNow {
	n := views.AppealNow{Reasons: reasonsOf(p, v, a.Now), Facts: []ui.Pair{
		{Key: p.T("restore.status"), Body: ui.Badge(statusBadge(p, a.Account.Status))},
		{Key: p.T("measure.functions_lost"), Value: functionsText(p, a.Account.Reach)},
	}}
	if a.Next != nil {
		say := labels{p}.customerSteps(a.Next)
		n.Next = &say
	}
	for i := range a.Lines {
		l := &a.Lines[i]
		n.Facts = append(n.Facts, ui.Pair{Key: p.T("restore.limit_of", "product", productText(p, l.Product)), Value: views.Money(l.InForceFen()), Numeric: true})
	}
	if v.Can(models.PermScoreRead) {
		n.Facts = append(n.Facts, scorePair(p, "appeal.score_now", a.Now, &a.Account))
		n.Since = appealSince(p, a.Since)
	}
	names := make([]string, len(a.Others))
	for i := range a.Others {
		names[i] = p.T("sanction.kind." + string(a.Others[i].Kind))
	}
	if len(names) > 0 {
		n.Facts = append(n.Facts, ui.Pair{Key: p.T("appeal.other_sanctions"), Value: strings.Join(names, p.T("common.list_separator"))})
	}
	if a.Appeal.ExecutedAt == nil {
		n.Restore = restoreRows(p, a.WouldRestore(p.Now))
	}
	return n
}

func restoreRows(p views.Page, fields []models.RestoredField) []views.RestoreRow {
	rows := make([]views.RestoreRow, len(fields))
	for i, f := range fields {
		name, after := restoredWords(p, f.Field, f.After)
		_, before := restoredWords(p, f.Field, f.Before)
		_, during := restoredWords(p, f.Field, f.Sanction)
		rows[i] = views.RestoreRow{Field: name, Before: before, During: during, After: after, Back: f.Restored}
		if f.Note != "" {
			rows[i].Note = p.T("restore.note." + f.Note)
		}
	}
	return rows
}
