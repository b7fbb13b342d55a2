package handlers

import (
	"slices"
	"strings"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// appealAround is what stands around an appeal: who was called, what others say, what came of appeals
// like it, and what it may be a duplicate of.
func appealAround(p views.Page, a *models.AppealDetail, d *views.AppealPage) {
	ap := &a.Appeal
	if ap.Escalated() {
		d.Called = p.T("appeal.called_since", "date", p.DateTime(*ap.EscalatedAt))
	}
	if ap.DuplicateOf != 0 {
		id := ap.DuplicateOf.Public(models.PrefixAppeal)
		d.Same = &ui.LinkArgs{Label: p.T("appeal.same_open", "id", id), Href: "/appeals/" + id, Size: "small"}
	}
	d.Choices = appealChoices(p, a)
	for i := range a.Opinions {
		d.Opinions = append(d.Opinions, appealOpinion(p, &a.Opinions[i]))
	}
	for i := range a.Earlier {
		e := &a.Earlier[i]
		if e.Stage != models.AppealDuplicate && e.Stage != models.AppealWithdrawn {
			d.Others = append(d.Others, ui.Option{Value: e.PublicID(), Label: p.T("appeal.other", "id", e.PublicID(), "kind", p.T("sanction.kind."+string(e.Kind)), "date", p.Date(e.ReceivedAt))})
		}
	}
	d.Alike = appealAlike(p, a.Alike)
}

func appealOpinion(p views.Page, o *models.Opinion) views.AppealOpinion {
	said := views.AppealOpinion{
		Reason: p.T("appeal.opinion." + o.Reason), Question: o.Question,
		Asked: p.T("appeal.by_at", "name", o.AskedName, "date", p.DateTime(o.AskedAt)),
	}
	said.Waits = p.T("appeal.opinion_waiting")
	if o.Referred() {
		said.Waits = p.T("appeal.answer_waits")
	}
	if o.GivenAt != nil {
		said.Advice, said.Text = p.T("appeal.answer_of."+o.Reason), o.Text
		if o.Advice != "" {
			said.Advice = p.T("appeal.advice." + string(o.Advice))
		}
		said.Given = p.T("appeal.by_at", "name", o.GivenName, "date", p.DateTime(*o.GivenAt))
	}
	return said
}

// appealAlike sums up what came of appeals against measures of the same kind and reason.
func appealAlike(p views.Page, alike models.AlikeAppeals) views.AppealAlike {
	if alike.Whole == 0 {
		return views.AppealAlike{Summary: p.T("appeal.alike_none")}
	}
	var parts []string
	for _, o := range models.AppealOutcomes() {
		if n := alike.Outcomes[o]; n > 0 {
			parts = append(parts, p.T("appeal.alike_count", "outcome", p.T("appeal.short."+string(o)), "n", n))
		}
	}
	out := views.AppealAlike{Summary: p.T("appeal.alike_summary", "n", alike.Whole, "outcomes", strings.Join(parts, p.T("common.list_separator")))}
	for i := range alike.Newest {
		out.Rows = append(out.Rows, appealRow(p, &alike.Newest[i]))
	}
	return out
}

// appealChecklist is what would help, how much of it is here, and the kinds not asked for yet.
func appealChecklist(p views.Page, a *models.AppealDetail) (rows []views.AppealCheck, count string, wanted []string) {
	have := make([]models.Evidence, len(a.Evidence))
	for i := range a.Evidence {
		have[i] = a.Evidence[i].Evidence
	}
	items, here := models.Checklist(&a.Policy.Document, &a.Sanction, have)
	for _, item := range items {
		row := views.AppealCheck{Label: p.T("appeal.evidence." + item.Kind), Here: item.Received}
		switch {
		case item.Received:
			row.State = ui.BadgeArgs{Label: p.T("appeal.evidence_here"), Tone: ui.Green}
		case item.Lapsed:
			row.State = ui.BadgeArgs{Label: p.T("appeal.evidence_lapsed"), Tone: ui.Amber}
		case item.Asked:
			row.State = ui.BadgeArgs{Label: p.T("appeal.evidence_waiting"), Tone: ui.Amber}
		default:
			row.State = ui.BadgeArgs{Label: p.T("appeal.evidence_not_asked")}
			wanted = append(wanted, item.Kind)
		}
		rows = append(rows, row)
	}
	return rows, p.T("appeal.checklist_count", "here", here, "all", len(items)), wanted
}

// evidenceNote says since when and until when evidence is waited for, or that it did not come in time.
func evidenceNote(p views.Page, e *models.Evidence) string {
	switch {
	case e.LapsedAt != nil:
		return p.T("appeal.lapsed_at", "date", p.DateTime(*e.LapsedAt))
	case e.RequestedAt == nil:
		return ""
	case e.DueAt == nil:
		return p.T("appeal.asked_at", "date", p.DateTime(*e.RequestedAt))
	}
	return p.T("appeal.asked_until", "date", p.Date(*e.RequestedAt), "until", p.Date(*e.DueAt))
}

// decidedMore is what a decision between all and nothing chose.
func decidedMore(p views.Page, ap *models.Appeal) []ui.Pair {
	var more []ui.Pair
	if len(ap.Parts) > 0 {
		names := make([]string, len(ap.Parts))
		for i, part := range ap.Parts {
			names[i] = partWords(p, part)
		}
		slices.Sort(names)
		more = append(more, ui.Pair{Key: p.T("appeal.parts"), Value: strings.Join(names, p.T("common.list_separator"))})
	}
	if r := ap.Replacement; r != nil {
		pair := ui.Pair{Key: p.T("appeal.milder"), Value: p.T("sanction.kind." + string(r.Kind))}
		if ap.ReplacedBy != 0 {
			pair = ui.Pair{Key: pair.Key, Body: link("/sanctions/"+ap.ReplacedBy.Public(models.PrefixSanction), pair.Value)}
		}
		more = append(more, pair)
	}
	return more
}

// appealedFacts is what appeals did to a measure: what it does not take any more, and what it stands for.
func appealedFacts(p views.Page, sn *models.Sanction) []ui.Pair {
	var facts []ui.Pair
	if len(sn.Spared) > 0 {
		names := make([]string, len(sn.Spared))
		for i, part := range sn.Spared {
			names[i] = partWords(p, part)
		}
		facts = append(facts, ui.Pair{Key: p.T("sanction.spared"), Value: strings.Join(names, p.T("common.list_separator"))})
	}
	if sn.Replaces != 0 {
		facts = append(facts, ui.Pair{Key: p.T("sanction.replaces"), Body: link("/sanctions/"+sn.Replaces.Public(models.PrefixSanction), p.T("sanction.replaces_open"))})
	}
	return facts
}
