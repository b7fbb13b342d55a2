package handlers

import (
	"fmt"
	"strconv"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// policyBook is what the list of versions is made of.
type policyBook struct {
	live      *models.Policy
	candidate *models.Policy // nil for none
	list      []models.Policy
	impact    models.Impact
	run       *models.Run
}

func policyList(p views.Page, v *Visitor, book policyBook, before string) views.PolicyListPage {
	t := labels{p}
	d := views.PolicyListPage{
		Page: p, LiveHref: policyHref(book.live.Version), CanDraft: v.Can(models.PermPolicyEdit),
		DraftBase: strconv.Itoa(book.live.Version), Doc: t.policyDoc(book.live.Document),
	}
	d.Head = p.T("policy.live_since", "version", book.live.Version, "time", p.DateTime(timeOr(book.live.PublishedAt)), "name", orDash(book.live.ApprovedName))
	if book.live.ApprovedName == "" {
		d.Head = p.T("policy.live_shipped", "version", book.live.Version, "time", p.DateTime(timeOr(book.live.PublishedAt)))
	}
	list := book.list
	if len(list) > versionsPerPage {
		list = list[:versionsPerPage]
		d.OlderHref = "/policy?before=" + strconv.Itoa(list[len(list)-1].Version) + "#versions"
	}
	if before != "" {
		d.NewerHref = "/policy#versions"
	}
	if c := book.candidate; c != nil {
		d.CanDraft = false
		d.Waiting = append(d.Waiting, views.PolicyNotice{
			Href: releaseHref(c.Version), Text: p.T("policy.candidate_runs", "version", c.Version, "state", t.policyState(c.State).Label),
		})
	}
	for i := range list {
		row := t.policyVersion(&list[i])
		d.Versions = append(d.Versions, row)
		switch list[i].State {
		case models.PolicySubmitted:
			d.Waiting = append(d.Waiting, views.PolicyNotice{Href: row.Href, Text: p.T("policy.waits", "version", row.Number, "name", row.Made)})
		case models.PolicyApproved:
			d.Waiting = append(d.Waiting, views.PolicyNotice{Href: releaseHref(list[i].Version), Text: p.T("policy.on_its_way", "version", row.Number, "state", row.State.Label)})
		}
		if list[i].State == models.PolicyDraft && list[i].MadeBy == v.UserID() {
			d.DraftHref = row.Href
		}
	}
	if book.run != nil {
		d.Scores = t.policyScores(book.run, book.live.Document, nil)
	}
	return d
}

func (t labels) policyState(s models.PolicyState) ui.BadgeArgs {
	b := ui.BadgeArgs{Label: t.p.T("policy.state." + string(s))}
	switch s {
	case models.PolicyLive:
		b.Tone, b.Icon = ui.Green, "check-circle"
	case models.PolicySubmitted:
		b.Tone, b.Icon = ui.Amber, "clock"
	case models.PolicyApproved:
		b.Tone, b.Icon = ui.Blue, "check"
	case models.PolicyShadow:
		b.Tone, b.Icon = ui.Blue, "eye"
	case models.PolicyRollout:
		b.Tone, b.Icon = ui.Amber, "arrow-right"
	case models.PolicyPaused:
		b.Tone, b.Icon = ui.Amber, "clock"
	case models.PolicyDraft:
		b.Tone, b.Icon = ui.Blue, "policy"
	case models.PolicyRejected:
		b.Tone, b.Icon = ui.Red, "x-circle"
	}
	return b
}

// policyNote is why a version was made: in its maker's words, but for the one that came with the program.
func (t labels) policyNote(v *models.Policy) string {
	if v.Version == 1 && v.MadeBy == 0 {
		return t.p.T("policy.shipped")
	}
	return v.Note
}

func (t labels) policyVersion(v *models.Policy) views.PolicyVersion {
	row := views.PolicyVersion{
		Number: strconv.Itoa(v.Version), Href: policyHref(v.Version), State: t.policyState(v.State), Note: orDash(t.policyNote(v)),
		Made: orDash(v.MadeName), MadeAt: t.p.Moment(v.MadeAt), Approved: orDash(v.ApprovedName), Published: t.p.Moment(timeOr(v.PublishedAt)),
	}
	if v.Scheduled() {
		row.Later = t.p.T("policy.later", "time", t.p.DateTime(*v.PublishAt), "name", v.PublishName)
	}
	if v.State == models.PolicyRejected {
		row.Approved = t.p.T("policy.rejected_by", "name", v.ApprovedName)
	}
	if v.Base > 0 {
		row.DiffHref = fmt.Sprintf("/policy/%d/diff?with=%d", v.Version, v.Base)
	}
	return row
}

// policyDoc is a document to read.
func (t labels) policyDoc(doc decide.Policy) views.PolicyDoc {
	var d views.PolicyDoc
	for i, b := range doc.Bands {
		row := views.PolicyBand{Label: t.bandAt(b.Name, i, len(doc.Bands)), Range: bandRange(doc, i)}
		if i < len(doc.Limits) {
			l := doc.Limits[i]
			row.Cap, row.Income, row.Raise = views.Money(l.CapFen), t.p.T("policy.no_income"), views.Setting(l.RaiseBP)
			if l.IncomeBP > 0 {
				row.Income = views.Setting(l.IncomeBP)
			}
		}
		d.Bands = append(d.Bands, row)
	}
	for _, f := range doc.Flags {
		row := views.PolicyFlag{
			Label: t.word("flag.", f.Code), Rule: t.rule(f.Measure, f.Op, f.Threshold),
			Severity: t.word("severity.", strconv.Itoa(f.Severity)), Source: t.word("source.", f.Source),
			State: ui.BadgeArgs{Label: t.p.T("common.off")},
		}
		if f.On {
			row.State = ui.BadgeArgs{Label: t.p.T("common.on"), Tone: ui.Green}
		}
		d.Flags = append(d.Flags, row)
	}
	for _, c := range doc.Caps {
		d.Caps = append(d.Caps, views.PolicyCap{Key: c.Key, Label: t.capName(c.Key), Rule: t.rule(c.Factor, c.Op, c.Threshold), Score: strconv.Itoa(c.Score)})
	}
	t.policySingles(&d, doc)
	t.policySections(&d, doc)
	t.policySwitches(&d, doc)
	t.policyDesk(&d, doc)
	t.policyDeclined(&d, doc)
	return d
}

// bandRange is the scores that belong to a band.
func bandRange(doc decide.Policy, i int) string {
	to := decide.ScoreMax
	if i+1 < len(doc.Bands) {
		to = doc.Bands[i+1].From - 1
	}
	return scoreRange(doc.Bands[i].From, to)
}

func scoreRange(from, to int) string { return strconv.Itoa(from) + "–" + strconv.Itoa(to) }

// policyShown is what the page of one version is made of.
type policyShown struct {
	version, live *models.Policy
	candidate     *models.Policy // nil for none
	history       []models.AuditEntry
	impact        models.Impact
	run           *models.Run
	preview       []models.Preview
	names         string
	try           policyTry
	conflict      string
}

func policyPage(p views.Page, v *Visitor, s policyShown) views.PolicyPage {
	t := labels{p}
	own := s.version.MadeBy == v.UserID() && v.UserID() != 0
	d := views.PolicyPage{
		Page: p, Tabs: policyTabs(p, s.version, ""), Note: t.policyNote(s.version), State: t.policyState(s.version.State), Facts: t.policyFacts(s.version),
		Revision: strconv.FormatInt(s.version.Revision, 10), Trail: auditRows(p, v, s.history),
	}
	d.FileHref = policyHref(s.version.Version) + "/file"
	if s.version.Base > 0 {
		d.DiffHref = fmt.Sprintf("/policy/%d/diff?with=%d", s.version.Version, s.live.Version)
		if s.version.State == models.PolicyLive || s.live.Version == s.version.Version {
			d.DiffHref = fmt.Sprintf("/policy/%d/diff?with=%d", s.version.Version, s.version.Base)
		}
	}
	if own && s.version.State == models.PolicyDraft && v.Can(models.PermPolicyEdit) {
		in := inputOf(s.version.Document)
		err := s.try.err
		if s.try.input != nil {
			in = *s.try.input
		} else {
			err = nil
		}
		form := policyForm(p, in, s.version.Revision, s.version.Version, err)
		if s.try.input != nil {
			form.Conflict = s.conflict
		}
		form.Try = t.unsavedBox(v, s.version, s.live, policyHref(s.version.Version), s.try.on, problems(p, err))
		d.Form = &form
	} else {
		doc := t.policyDoc(s.version.Document)
		d.Doc = &doc
		based := s.version.Version != s.live.Version || s.candidate == nil // nobody drafts from what a candidate is held against
		if v.Can(models.PermPolicyEdit) && s.version.State != models.PolicyDraft && s.version.State != models.PolicySubmitted && based {
			d.Redraft = strconv.Itoa(s.version.Version)
		}
	}
	if s.version.State == models.PolicyDraft || s.version.State == models.PolicySubmitted {
		d.Impact = t.policyImpact(s)
	}
	d.Steps, d.Notes = t.policySteps(v, s, own), append(t.baseNotes(s), laterNotes(p, s)...)
	return d
}

// policyFacts is who made the version, why, and what became of it.
func (t labels) policyFacts(v *models.Policy) []ui.Pair {
	moment := func(key, name string, at ui.TimeArgs) ui.Pair {
		return ui.Pair{Key: t.p.Texts.T("policy." + key), Body: views.ByAt(name, at)}
	}
	facts := []ui.Pair{moment("made_by", orDash(v.MadeName), t.p.Moment(v.MadeAt))}
	if v.Base > 0 {
		facts = append(facts, ui.Pair{Key: t.p.T("policy.base"), Value: t.p.T("policy.version_title", "version", v.Base)})
	}
	if v.SubmittedAt != nil {
		facts = append(facts, moment("submitted_at", v.MadeName, t.p.Moment(*v.SubmittedAt)))
	}
	if v.ApprovedAt != nil && (v.PublishedAt == nil || !v.ApprovedAt.Equal(*v.PublishedAt)) {
		facts = append(facts, moment("approved_at", orDash(v.ApprovedName), t.p.Moment(*v.ApprovedAt)))
	}
	switch {
	case v.PublishedAt == nil:
	case v.ApprovedName == "", v.ApprovedAt != nil && !v.ApprovedAt.Equal(*v.PublishedAt): // who approved it need not be who put it into force
		facts = append(facts, ui.Pair{Key: t.p.T("policy.published"), Value: t.p.DateTime(*v.PublishedAt)})
	default:
		facts = append(facts, moment("published", orDash(v.ApprovedName), t.p.Moment(*v.PublishedAt)))
	}
	if v.ArchivedAt != nil {
		facts = append(facts, ui.Pair{Key: t.p.T("policy.archived_at"), Value: t.p.DateTime(*v.ArchivedAt)})
	}
	if v.State == models.PolicyRejected {
		facts = append(facts, ui.Pair{Key: t.p.T("policy.rejected_by", "name", v.ApprovedName), Value: v.DecideReason})
	}
	return facts
}

// policySteps is what this reader may do with the version, and what not and why.
func (t labels) policySteps(v *Visitor, s policyShown, own bool) []views.PolicyStepForm {
	href := policyHref(s.version.Version)
	said := problems(t.p, s.try.err)
	field := func(step, name, label string) *ui.FieldArgs {
		f := &ui.FieldArgs{Kind: "textarea", Name: name, Label: label, Required: true, Wide: true}
		if s.try.step == step {
			f.Value, f.Error = s.try.typed, said[name]
		}
		return f
	}
	var steps []views.PolicyStepForm
	add := func(step string, f *ui.FieldArgs, b ui.ButtonArgs) {
		form := views.PolicyStepForm{Title: t.p.T("policy.step." + step), Text: t.p.T("policy.step." + step + "_text"), Action: href + "/" + step, Field: f, Button: b}
		if s.try.step == step {
			form.Conflict = s.conflict
		}
		steps = append(steps, form)
	}
	submitted, barred := s.version.State == models.PolicySubmitted, t.barred(s)
	if submitted && v.Can(models.PermPolicyApprove) {
		b := ui.ButtonArgs{Label: t.p.T("policy.approve"), Kind: "primary", Icon: "check", Key: "a", Disabled: own || barred != "", Why: barred}
		if own {
			b.Why = t.p.T("refused.own_proposal")
		}
		add("approve", nil, b)
		if !own {
			add("reject", field("reject", "reason", t.p.T("common.reason")), ui.ButtonArgs{Label: t.p.T("policy.reject"), Kind: "danger", Icon: "close", Key: "t"})
		}
	}
	if own && s.version.State == models.PolicyDraft {
		add("submit", field("submit", "note", t.p.T("policy.note")), ui.ButtonArgs{Label: t.p.T("policy.submit"), Kind: "primary", Icon: "check", Disabled: barred != "", Why: barred})
		t.knownTick(s, &steps[len(steps)-1])
	}
	if own && (submitted || s.version.State == models.PolicyDraft || s.version.State == models.PolicyApproved) {
		add("discard", nil, ui.ButtonArgs{Label: t.p.T("policy.discard_more"), Kind: "danger"})
		steps[len(steps)-1].Link = true
	}
	return steps
}
