package handlers

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"candor/models"
	"candor/views"
	"candor/views/text"
	"candor/views/ui"
)

// candidateOf is the version that runs beside the live one, nil for none.
func candidateOf(ctx context.Context, store interface {
	Candidate(ctx context.Context) (*models.Policy, error)
}) (*models.Policy, error) {
	c, err := store.Candidate(ctx)
	if errors.Is(err, models.ErrNotFound) {
		return nil, nil
	}
	return c, err
}

// refusedText is why a rule forbade a step, "" when no rule did.
func refusedText(words *text.Localizer, err error) string {
	var refused *models.Refused
	if !errors.As(err, &refused) {
		return ""
	}
	return words.T("refused." + refused.Code)
}

// baseNotes tell the reader of a version what stands in its way: a step that was refused,
// another version beside the live one, or changes that went live without it.
func (t labels) baseNotes(s policyShown) (notes []views.PolicyNote) {
	if why := refusedText(t.p.Texts, s.try.err); why != "" {
		notes = append(notes, views.PolicyNote{Callout: ui.CalloutArgs{Tone: ui.Red, Text: why}})
	}
	if other := s.beside(); other != nil {
		key := "policy.candidate_runs"
		if s.version.State == models.PolicyDraft {
			key = "policy.candidate_runs_draft"
		}
		if unreleased(s.version.State) || s.version.Version == s.live.Version {
			notes = append(notes, views.PolicyNote{
				Callout: ui.CalloutArgs{Tone: ui.Amber, Icon: "clock", Text: t.p.T(key, "version", other.Version, "state", t.policyState(other.State).Label)},
				Href:    releaseHref(other.Version), Link: t.p.T("policy.candidate_link", "version", other.Version),
			})
		}
	}
	switch {
	case s.version.State == models.PolicyDraft && s.version.Behind(s.live):
		notes = append(notes, t.baseNote(s, "policy.behind", s.version.Base))
	case submittedOrApproved(s.version.State) && s.version.Moved(s.live):
		notes = append(notes, t.baseNote(s, "policy.moved", s.version.SubmittedOver))
	}
	return notes
}

// baseNote says that another version went live than the one a version stands on, and links to
// what it changed.
func (t labels) baseNote(s policyShown, key string, base int) views.PolicyNote {
	return views.PolicyNote{
		Callout: ui.CalloutArgs{Tone: ui.Amber, Text: t.p.T(key, "base", base, "live", s.live.Version)},
		Href:    fmt.Sprintf("%s/diff?with=%d", policyHref(s.live.Version), base), Link: t.p.T("policy.behind_link", "live", s.live.Version),
	}
}

// beside is the candidate when it is another version than the one shown.
func (s policyShown) beside() *models.Policy {
	if s.candidate == nil || s.candidate.Version == s.version.Version {
		return nil
	}
	return s.candidate
}

func submittedOrApproved(s models.PolicyState) bool {
	return s == models.PolicySubmitted || s == models.PolicyApproved
}

// unreleased reports whether a version is still on its way to its release.
func unreleased(s models.PolicyState) bool { return s == models.PolicyDraft || submittedOrApproved(s) }

// barred is why the version cannot take a step towards force now, "" when it can.
func (t labels) barred(s policyShown) string {
	switch {
	case s.beside() != nil:
		return t.p.T("refused.candidate_running")
	case submittedOrApproved(s.version.State) && s.version.Moved(s.live):
		return t.p.T("refused.live_moved")
	}
	return ""
}

// knownTick is what the author of a draft that lacks a change says at its submission.
func (t labels) knownTick(s policyShown, f *views.PolicyStepForm) {
	if s.version.State != models.PolicyDraft || !s.version.Behind(s.live) {
		return
	}
	f.Over = strconv.Itoa(s.live.Version)
	f.Known = &ui.FieldArgs{
		Kind: "checkbox", Name: "known", Label: t.p.T("policy.known", "live", s.live.Version), Required: true, Wide: true,
		Checked: s.try.known, Error: problems(t.p, s.try.err)["known"],
	}
}
