package handlers

import (
	"slices"
	"strconv"
	"time"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// releaseShown is what the release page of a version is made of.
type releaseShown struct {
	version, live, candidate *models.Policy // no candidate: nil
	counts                   []models.TrialCount
	flips                    []models.TrialFlip
	try                      releaseTry
	conflict                 string
}

func releasePage(p views.Page, v *Visitor, s releaseShown) views.ReleasePage {
	t := labels{p}
	d := views.ReleasePage{
		Page: p, Tabs: policyTabs(p, s.version, "/release"), State: t.policyState(s.version.State), Path: releasePath(p, s.version),
		Facts: t.releaseFacts(s.version), Revision: strconv.FormatInt(s.version.Revision, 10),
		Backtests: policyHref(s.version.Version) + "/backtests",
	}
	if why := refusedText(p.Texts, s.try.err); why != "" {
		d.Notes = append(d.Notes, ui.CalloutArgs{Tone: ui.Red, Text: why})
	}
	if submittedOrApproved(s.version.State) && s.version.Moved(s.live) {
		d.Notes = append(d.Notes, ui.CalloutArgs{Tone: ui.Amber, Text: p.T("policy.moved", "base", s.version.SubmittedOver, "live", s.live.Version)})
	}
	d.Notes = append(d.Notes, scheduleNote(p, s.version)...)
	if c := s.candidate; c != nil && c.Version != s.version.Version {
		d.Notes = append(d.Notes, ui.CalloutArgs{Tone: ui.Amber, Icon: "clock", Text: p.T("release.other_candidate", "version", c.Version)})
	}
	if s.version.State == models.PolicyPaused || s.version.State == models.PolicyArchived && s.version.PublishedAt == nil {
		d.Notes = append(d.Notes, ui.CalloutArgs{Tone: ui.Amber, Text: p.T("release.why."+string(s.version.State), "reason", s.version.DecideReason)})
	}
	d.Steps = t.releaseSteps(v, s)
	t.fillTrial(&d, v, s)
	return d
}

// releasePath is the way of a version; one that left it shows how far it came, one that went
// live only the stages it took.
func releasePath(p views.Page, v *models.Policy) views.MeasureSteps {
	way := []string{"draft", "submitted", "approved", "shadow", "rollout", "live"}
	now := string(v.State)
	switch {
	case v.State == models.PolicyPaused:
		now = string(v.Resumes)
	case v.PublishedAt != nil:
		way = slices.DeleteFunc(way, func(stage string) bool {
			return stage == "shadow" && v.TrialAt == nil || stage == "rollout" && v.Percent == 0
		})
		if v.State == models.PolicyArchived {
			way = append(way, "archived")
		}
	case v.State == models.PolicyArchived || v.State == models.PolicyRejected || v.State == models.PolicyDiscarded:
		way = []string{"draft", "submitted", now}
	}
	return steps(p, "policy.state.", way, now)
}

func (t labels) releaseFacts(v *models.Policy) []ui.Pair {
	facts := t.policyFacts(v)
	if v.ApprovedAt != nil && v.State == models.PolicyApproved && !v.Scheduled() {
		facts = append(facts, ui.Pair{Key: t.p.T("release.start_until"), Value: t.p.DateTime(v.ApprovedAt.Add(models.ApprovalTTL))})
	}
	if v.TrialAt != nil {
		facts = append(facts, ui.Pair{Key: t.p.T("release.beside_since"), Value: t.p.DateTime(*v.TrialAt)})
	}
	if v.Percent > 0 && v.PublishedAt == nil { // live, it decides for all
		facts = append(facts, ui.Pair{Key: t.p.T("release.percent"), Value: strconv.Itoa(v.Percent) + "%", Numeric: true})
	}
	if v.RollbackOf > 0 {
		facts = append(facts, ui.Pair{Key: t.p.T("release.undoes"), Value: t.p.T("policy.version_title", "version", v.RollbackOf)})
	}
	if v.Previous > 0 {
		facts = append(facts, ui.Pair{Key: t.p.T("release.previous"), Value: t.p.T("policy.version_title", "version", v.Previous)})
	}
	return facts
}

// releaseMove is a step of a release: who may take it, and what is asked for.
type releaseMove struct {
	step, kind, icon string
	own              bool // the author's, not whoever may release
	fields           []string
}

// releaseMoves is the steps from each stage, the likeliest first.
var releaseMoves = map[models.PolicyState][]releaseMove{
	models.PolicySubmitted: {{step: "reopen", icon: "undo", own: true}},
	models.PolicyApproved: {
		{step: "shadow", kind: "primary", icon: "eye"}, {step: "publish", kind: "danger", icon: "check", fields: []string{"ticked", "confirm"}}, scheduleMove, callOffMove,
		{step: "reopen", icon: "undo", own: true},
	},
	models.PolicyShadow:  runningMoves,
	models.PolicyRollout: runningMoves,
	models.PolicyPaused: {
		{step: "resume", kind: "primary", icon: "arrow-right"}, {step: "withdraw", kind: "danger", icon: "close", fields: []string{"reason"}},
	},
	models.PolicyLive: {{step: "rollback", kind: "danger", icon: "undo", fields: []string{"reason", "ticked"}}},
}

// scheduleMove sets the moment of a version, callOffMove takes it back.
var (
	scheduleMove = releaseMove{step: "schedule", icon: "calendar", fields: []string{"publish_at", "ticked", "confirm"}}
	callOffMove  = releaseMove{step: "calloff", icon: "undo"}
)

// releaseKeys are the keys of steps that take a version back.
var releaseKeys = map[string]string{"withdraw": "w", "rollback": "z"}

var runningMoves = []releaseMove{
	{step: "rollout", kind: "primary", icon: "arrow-right", fields: []string{"percent"}},
	{step: "publish", icon: "check", fields: []string{"ticked", "confirm"}}, scheduleMove, callOffMove, {step: "pause", icon: "clock", fields: []string{"reason"}},
	{step: "withdraw", kind: "danger", icon: "close", fields: []string{"reason"}},
}

// releaseSteps is what this reader may do next with the version.
func (t labels) releaseSteps(v *Visitor, s releaseShown) (list []views.ReleaseStep) {
	said := problems(t.p, s.try.err)
	for _, m := range releaseMoves[s.version.State] {
		if !mayMove(v, s, m) {
			continue
		}
		out := views.ReleaseStep{
			Title: t.p.T("release.step." + m.step), Text: t.p.T("release.step."+m.step+"_text", "back", s.version.Previous), Action: policyHref(s.version.Version) + "/" + m.step,
			Button: ui.ButtonArgs{Label: t.p.T("release.do." + m.step), Kind: m.kind, Icon: m.icon, Key: releaseKeys[m.step]},
		}
		tried := s.try.step == m.step
		for _, name := range m.fields {
			value, wrong := "", ""
			if tried {
				value, wrong = s.try.form.text(name), said[name]
			}
			out.Fields = append(out.Fields, t.releaseField(m.step, name, value, wrong, s.version))
		}
		if tried {
			out.Conflict = s.conflict
		}
		list = append(list, out)
	}
	return list
}

// mayMove reports whether a step of the version's stage is the reader's to take now.
func mayMove(v *Visitor, s releaseShown, m releaseMove) bool {
	if m.own {
		return s.version.MadeBy == v.UserID() && v.UserID() != 0 && v.Can(models.PermPolicyEdit)
	}
	if !v.Can(models.PermPolicyRelease) {
		return false
	}
	switch m.step {
	case "rollback":
		return s.version.Previous > 0 && !s.version.Document.Release.RollbackNeedsSecond
	case "calloff":
		return s.version.PublishAt != nil
	case "shadow", "publish", "schedule":
		blocked := s.candidate != nil && s.candidate.Version != s.version.Version || s.version.Moved(s.live)
		first := m.step != "shadow" && s.version.State == models.PolicyApproved && s.live.Document.Release.ShadowFirst
		return !blocked && !first && (m.step != "schedule" || !s.version.Scheduled())
	}
	return true
}

// releaseField is one field of a step.
func (t labels) releaseField(step, name, value, wrong string, v *models.Policy) ui.FieldArgs {
	f := ui.FieldArgs{Name: name, ID: step + "-" + name, Value: value, Error: wrong, Required: true, Wide: true}
	switch name {
	case "percent":
		f.Kind, f.Label, f.Hint, f.Suffix, f.Wide = "number", t.p.T("release.percent"), t.p.T("release.percent_hint"), "%", false
		f.Attrs = map[string]any{"min": "1", "max": "99", "step": "1"}
		if value == "" {
			f.Value = strconv.Itoa(max(v.Percent, 10))
		}
	case "ticked":
		f.Kind, f.Label, f.Checked, f.Value = "checkbox", t.p.T("release.tick."+step), value != "", ""
	case "publish_at":
		f.Kind, f.Label, f.Hint, f.Wide = "datetime-local", t.p.T("release.publish_at"), t.p.T("release.publish_at_hint", "zone", t.p.Zone.String()), false
	case "confirm":
		f.Label, f.Hint, f.Wide = t.p.T("release.confirm"), t.p.T("release.confirm_hint", "version", v.Version), false
		if step == "schedule" {
			f.Hint = t.p.T("release.confirm_hint_later", "version", v.Version)
		}
		f.Attrs = map[string]any{"autocomplete": "off", "inputmode": "numeric", "maxlength": "9"}
	default:
		f.Kind, f.Label, f.Rows = "textarea", t.p.T("common.reason"), 2
	}
	return f
}

// stopPage is the switch that leaves every decision to people: why it is on, or while it is off why it was on last.
func stopPage(p views.Page, v *Visitor, open, last *models.Stop, try releaseTry) views.StopPage {
	d := views.StopPage{
		Page: p, On: open != nil, May: v.Can(models.PermPolicyStop), Note: ui.CalloutArgs{Tone: ui.Green, Icon: "check-circle", Text: p.T("stop.off")},
		Reason: ui.FieldArgs{Kind: "textarea", Name: "reason", Label: p.T("common.reason"), Required: true, Wide: true, Rows: 2},
	}
	d.FactsTitle = p.T("stop.facts")
	if open == nil {
		d.FactsTitle, d.Facts = p.T("stop.last"), lastStop(p, last)
	} else {
		d.Note = ui.CalloutArgs{Tone: ui.Red, Icon: "alert", Text: p.T("stop.on")}
		d.ID, d.Revision = open.PublicID(), strconv.FormatInt(open.Version, 10)
		d.Facts = []ui.Pair{
			{Key: p.T("stop.by"), Body: views.ByAt(open.MadeName, p.Moment(open.MadeAt))}, {Key: p.T("common.reason"), Value: open.Reason},
		}
	}
	if try.err != nil {
		said := problems(p, try.err)
		d.Reason.Value, d.Reason.Error = try.form.text("reason"), said["reason"]
		if len(said) == 0 {
			d.Conflict = p.T("stop.changed")
		}
	}
	return d
}

// lastStop is the newest stop that is over; nothing where there never was one.
func lastStop(p views.Page, last *models.Stop) []ui.Pair {
	if last == nil || last.EndedAt == nil {
		return nil
	}
	return []ui.Pair{
		{Key: p.T("stop.by"), Body: views.ByAt(last.MadeName, p.Moment(last.MadeAt))}, {Key: p.T("common.reason"), Value: last.Reason},
		{Key: p.T("stop.ended_by"), Body: views.ByAt(last.EndedName, p.Moment(*last.EndedAt))}, {Key: p.T("stop.end_reason"), Value: last.EndReason},
		{Key: p.T("stop.lasted"), Value: lastedText(p, last.EndedAt.Sub(last.MadeAt))},
	}
}

// lastedText is a length of time in hours and whole minutes.
func lastedText(p views.Page, d time.Duration) string {
	hours, minutes := int(d.Hours()), int(d.Minutes())%60
	switch {
	case d < time.Minute:
		return p.T("stop.lasted_moment")
	case hours == 0:
		return p.T("stop.lasted_minutes", "minutes", minutes)
	}
	return p.T("stop.lasted_for", "hours", hours, "minutes", minutes)
}
