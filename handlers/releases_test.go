package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
)

// releaseFake answers from memory and notes the step that was taken.
type releaseFake struct {
	*policyFake
	live      models.Policy
	candidate *models.Policy
	counts    []models.TrialCount
	stop      *models.Stop
	last      *models.Stop // the newest that is over
	took      string
	percent   int
	when      time.Time
}

func (f *releaseFake) LivePolicy(context.Context) (*models.Policy, error) { return &f.live, nil }
func (f *releaseFake) Candidate(context.Context) (*models.Policy, error) {
	if f.candidate == nil {
		return nil, models.ErrNotFound
	}
	return f.candidate, nil
}
func (f *releaseFake) Trial(context.Context, int, int) ([]models.TrialCount, []models.TrialFlip, error) {
	if len(f.counts) == 0 {
		return nil, nil, nil
	}
	return f.counts, []models.TrialFlip{{Version: 2, EventID: 5 << 30, LiveOutcome: models.OutcomeAllow, Outcome: models.OutcomeHold, Risk: 70, Decided: true}}, nil
}
func (f *releaseFake) step(name, typed string) (*models.Policy, error) {
	f.took, f.typed = name, typed
	return &f.policy, f.err
}
func (f *releaseFake) ReopenPolicy(context.Context, models.Actor, models.PolicyStep) (*models.Policy, error) {
	return f.step("reopen", "")
}
func (f *releaseFake) ShadowPolicy(context.Context, models.Actor, models.PolicyStep) (*models.Policy, error) {
	return f.step("shadow", "")
}
func (f *releaseFake) RolloutPolicy(_ context.Context, _ models.Actor, _ models.PolicyStep, percent int) (*models.Policy, error) {
	f.percent = percent
	return f.step("rollout", "")
}
func (f *releaseFake) PublishPolicy(context.Context, models.Actor, models.PolicyStep) (*models.Policy, error) {
	return f.step("publish", "")
}
func (f *releaseFake) SchedulePolicy(_ context.Context, _ models.Actor, _ models.PolicyStep, when time.Time) (*models.Policy, error) {
	f.when = when
	return f.step("schedule", "")
}
func (f *releaseFake) CallOffPolicy(context.Context, models.Actor, models.PolicyStep) (*models.Policy, error) {
	return f.step("calloff", "")
}
func (f *releaseFake) PausePolicy(_ context.Context, _ models.Actor, _ models.PolicyStep, reason string) (*models.Policy, error) {
	return f.step("pause", reason)
}
func (f *releaseFake) ResumePolicy(context.Context, models.Actor, models.PolicyStep) (*models.Policy, error) {
	return f.step("resume", "")
}
func (f *releaseFake) WithdrawPolicy(_ context.Context, _ models.Actor, _ models.PolicyStep, reason string) (*models.Policy, error) {
	return f.step("withdraw", reason)
}
func (f *releaseFake) RollbackPolicy(_ context.Context, _ models.Actor, _ models.PolicyStep, reason string) (*models.Policy, error) {
	return f.step("rollback", reason)
}
func (f *releaseFake) OpenStop(context.Context) (*models.Stop, error) { return f.stop, nil }
func (f *releaseFake) LastStop(context.Context) (*models.Stop, error) { return f.last, nil }
func (f *releaseFake) BeginStop(_ context.Context, _ models.Actor, reason string) (*models.Stop, error) {
	_, err := f.step("begin", reason)
	return &models.Stop{}, err
}
func (f *releaseFake) EndStop(_ context.Context, _ models.Actor, _ models.ID, _ int64, reason string) error {
	_, err := f.step("end", reason)
	return err
}

// releasing is a version in a state, read by who may do everything with it.
func releasing(t *testing.T, state models.PolicyState) (*desk, *releaseFake, *Releases) {
	d := newDesk(t, models.PermPolicyRead, models.PermPolicyEdit, models.PermPolicyRelease, models.PermPolicyStop, models.PermScoreRead, models.PermCaseRead)
	f := &releaseFake{policyFake: &policyFake{policy: draftOf(7, state)}}
	f.live = models.Policy{Version: 1, State: models.PolicyLive, Document: decide.Default(), PublishedAt: &deskTime}
	f.policy.Previous, f.policy.ApprovedAt = 1, &deskTime
	if f.policy.Candidate() {
		f.candidate = &f.policy
	}
	return d, f, &Releases{Site: d.site, Store: f}
}

// TestEachStageOffersItsSteps reads the forms of the page in every stage.
func TestEachStageOffersItsSteps(t *testing.T) {
	all := []string{"reopen", "shadow", "rollout", "publish", "schedule", "calloff", "pause", "resume", "withdraw", "rollback"}
	other := &models.Policy{Version: 9, State: models.PolicyShadow}
	tests := map[string]struct {
		state  models.PolicyState
		change func(d *desk, f *releaseFake)
		want   string
	}{
		"draft":                        {models.PolicyDraft, nil, ""},
		"submitted":                    {models.PolicySubmitted, nil, "reopen"},
		"submitted by another":         {models.PolicySubmitted, func(_ *desk, f *releaseFake) { f.policy.MadeBy = 8 }, ""},
		"approved":                     {models.PolicyApproved, nil, "reopen shadow publish schedule"},
		"approved, scheduled":          {models.PolicyApproved, func(_ *desk, f *releaseFake) { f.policy.PublishAt = &deskTime }, "reopen shadow publish calloff"},
		"approved, not made live":      {models.PolicyApproved, func(_ *desk, f *releaseFake) { f.policy.PublishAt, f.policy.PublishFault = &deskTime, "live_moved" }, "reopen shadow publish schedule calloff"},
		"approved, shadow first":       {models.PolicyApproved, func(_ *desk, f *releaseFake) { f.live.Document.Release.ShadowFirst = true }, "reopen shadow"},
		"approved, another runs":       {models.PolicyApproved, func(_ *desk, f *releaseFake) { f.candidate = other }, "reopen"},
		"shadow":                       {models.PolicyShadow, nil, "rollout publish schedule pause withdraw"},
		"rollout":                      {models.PolicyRollout, nil, "rollout publish schedule pause withdraw"},
		"paused":                       {models.PolicyPaused, nil, "resume withdraw"},
		"live":                         {models.PolicyLive, nil, "rollback"},
		"live, the first":              {models.PolicyLive, func(_ *desk, f *releaseFake) { f.policy.Previous = 0 }, ""},
		"live, rollbacks need another": {models.PolicyLive, func(_ *desk, f *releaseFake) { f.policy.Document.Release.RollbackNeedsSecond = true }, ""},
		"archived":                     {models.PolicyArchived, nil, ""},
		"an auditor": {models.PolicyShadow, func(d *desk, _ *releaseFake) {
			d.visitor.Roles[0].Permissions = []models.Permission{models.PermPolicyRead}
		}, ""},
	}
	for name, tt := range tests {
		d, f, h := releasing(t, tt.state)
		if tt.change != nil {
			tt.change(d, f)
		}
		w := d.ask(http.MethodGet, "/policy/:version/release", "/policy/2/release", nil, h.Show)
		var got []string
		for _, step := range all {
			if strings.Contains(w.Body.String(), `action="/policy/2/`+step+`"`) {
				got = append(got, step)
			}
		}
		if w.Code != http.StatusOK || strings.Join(got, " ") != tt.want {
			t.Errorf("%s: status %d offers %v, want %q", name, w.Code, got, tt.want)
		}
	}
}

// TestReleaseStepsReachTheStore sends each form, as it should be and as it should not.
func TestReleaseStepsReachTheStore(t *testing.T) {
	post := func(t *testing.T, state models.PolicyState, step string, form url.Values, prepare func(*releaseFake)) (*releaseFake, *httptest.ResponseRecorder) {
		d, f, h := releasing(t, state)
		if prepare != nil {
			prepare(f)
		}
		do := map[string]echo.HandlerFunc{
			"reopen": h.Reopen, "shadow": h.Shadow, "rollout": h.Rollout, "publish": h.Publish, "schedule": h.Schedule, "calloff": h.CallOff, "pause": h.Pause, "resume": h.Resume, "withdraw": h.Withdraw, "rollback": h.Rollback,
		}[step]
		form.Set("version", "3")
		return f, d.ask(http.MethodPost, "/policy/:version/"+step, "/policy/2/"+step, form, do)
	}
	good := map[string]url.Values{
		"reopen": {}, "shadow": {}, "rollout": {"percent": {"10"}}, "publish": {"ticked": {"on"}, "confirm": {"2"}}, "calloff": {},
		"schedule": {"ticked": {"on"}, "confirm": {"2"}, "publish_at": {"2027-01-05T09:30"}}, "pause": {"reason": {"looks odd"}}, "resume": {},
		"withdraw": {"reason": {"not worth it"}}, "rollback": {"reason": {"defaults rose"}, "ticked": {"on"}},
	}
	for step, form := range good {
		f, w := post(t, models.PolicyShadow, step, form, nil)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/policy/2/release" || f.took != step || f.typed != form.Get("reason") {
			t.Errorf("%s: status %d to %s, took %s %q", step, w.Code, w.Header().Get("Location"), f.took, f.typed)
		}
	}
	if f, _ := post(t, models.PolicyApproved, "schedule", good["schedule"], nil); f.when.Format(time.RFC3339) != "2027-01-05T09:30:00Z" {
		t.Errorf("set to %s", f.when)
	}
	for name, tt := range map[string]struct {
		state models.PolicyState
		step  string
		form  url.Values
		err   error
		code  int
		said  string
	}{
		"no moment":       {models.PolicyShadow, "schedule", url.Values{"ticked": {"on"}, "confirm": {"2"}, "publish_at": {""}}, nil, 422, "Fill this in."},
		"no such moment":  {models.PolicyShadow, "schedule", url.Values{"ticked": {"on"}, "confirm": {"2"}, "publish_at": {"soon"}}, nil, 422, `value="soon"`},
		"untyped later":   {models.PolicyApproved, "schedule", url.Values{"ticked": {"on"}, "publish_at": {"2027-01-05T09:30"}}, nil, 422, `value="2027-01-05T09:30"`},
		"unticked later":  {models.PolicyApproved, "schedule", url.Values{"confirm": {"2"}, "publish_at": {"2027-01-05T09:30"}}, nil, 422, "Tick this to go on."},
		"unticked":        {models.PolicyShadow, "publish", url.Values{}, nil, 422, "Tick this to go on."},
		"untyped":         {models.PolicyShadow, "publish", url.Values{"ticked": {"on"}}, nil, 422, "Type 2, the number of this version."},
		"another number":  {models.PolicyApproved, "publish", url.Values{"ticked": {"on"}, "confirm": {"12"}}, nil, 422, `value="12"`},
		"typed, unticked": {models.PolicyShadow, "publish", url.Values{"confirm": {"2"}}, nil, 422, `value="2"`},
		"unticked back":   {models.PolicyLive, "rollback", url.Values{"reason": {"odd"}}, nil, 422, "Tick this to go on."},
		"no share":        {models.PolicyShadow, "rollout", url.Values{"percent": {""}}, nil, 422, "Fill this in."},
		"not a share":     {models.PolicyShadow, "rollout", url.Values{"percent": {"half"}}, nil, 422, "A number."},
		"somebody faster": {models.PolicyShadow, "pause", url.Values{"reason": {"looks odd"}}, models.ErrConflict, 409, "looks odd"},
		"refused":         {models.PolicyApproved, "shadow", url.Values{}, &models.Refused{Code: "candidate_running"}, 403, "Another version runs"},
		"another field":   {models.PolicyShadow, "shadow", url.Values{"percent": {"1"}}, nil, 400, ""},
	} {
		f, w := post(t, tt.state, tt.step, tt.form, func(f *releaseFake) { f.err = tt.err })
		if w.Code != tt.code || !strings.Contains(w.Body.String(), tt.said) || (tt.err == nil && f.took != "") {
			t.Errorf("%s: status %d, took %q, does not say %q", name, w.Code, f.took, tt.said)
		}
	}
}

// TestTheStopIsSaidEverywhere begins and ends a stop, and reads the banner on another page.
func TestTheStopIsSaidEverywhere(t *testing.T) {
	d, f, h := releasing(t, models.PolicyLive)
	if w := d.ask(http.MethodPost, "/policy/stop/begin", "/policy/stop/begin", url.Values{"reason": {"misbehaves"}}, h.BeginStop); w.Code != http.StatusSeeOther || f.typed != "misbehaves" {
		t.Errorf("begin: %d, %q", w.Code, f.typed)
	}
	f.stop = &models.Stop{ID: 77, Reason: "misbehaves", MadeName: "Anna", MadeAt: deskTime, Version: 4}
	d.site.Stopped = func(context.Context) bool { return true }
	w := d.ask(http.MethodGet, "/policy/stop", "/policy/stop", nil, h.Stop)
	for _, want := range []string{"misbehaves", `action="/policy/stop/end"`, "All to manual: people decide", `value="` + f.stop.PublicID() + `"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	f.err = models.ErrConflict
	form := url.Values{"id": {f.stop.PublicID()}, "version": {"4"}, "reason": {"mended"}}
	if w := d.ask(http.MethodPost, "/policy/stop/end", "/policy/stop/end", form, h.EndStop); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "mended") {
		t.Errorf("end, too late: %d", w.Code)
	}
	f.err = nil
	if w := d.ask(http.MethodPost, "/policy/stop/end", "/policy/stop/end", form, h.EndStop); w.Code != http.StatusSeeOther || f.took != "end" {
		t.Errorf("end: %d, %s", w.Code, f.took)
	}
}

// TestTheLastStopIsNotForgotten: while the engine decides the page says who stopped it last, for how long and why, and who let it go on.
func TestTheLastStopIsNotForgotten(t *testing.T) {
	d, f, h := releasing(t, models.PolicyLive)
	page := func() *httptest.ResponseRecorder {
		return d.ask(http.MethodGet, "/policy/stop", "/policy/stop", nil, h.Stop)
	}
	want(t, page(), http.StatusOK, "The engine was never stopped.")
	over := deskTime.Add(95 * time.Minute)
	f.last = &models.Stop{ID: 76, Reason: "misbehaves", MadeName: "Anna", MadeAt: deskTime, EndedName: "Benedict", EndedAt: &over, EndReason: "mended"}
	want(t, page(), http.StatusOK, "The last stop", "misbehaves", "Anna", "Benedict", "mended", "1 h 35 min")
	short := deskTime.Add(59 * time.Second)
	f.last.EndedAt = &short
	want(t, page(), http.StatusOK, "less than a minute")
	f.stop = &models.Stop{ID: 77, Reason: "again", MadeName: "Anna", MadeAt: deskTime, Version: 1}
	lacks(t, page(), "mended")
}

// TestALivePageSaysOnlyWhatIsKnown: who approved a version need not have put it into force, and the way back names where it leads.
func TestALivePageSaysOnlyWhatIsKnown(t *testing.T) {
	for name, tt := range map[string]struct {
		approved time.Duration // before it went live
		times    int           // the approver is named
	}{"approved earlier": {time.Hour, 1}, "in one step": {0, 1}} {
		d, f, h := releasing(t, models.PolicyLive)
		at := deskTime.Add(-tt.approved)
		f.policy.ApprovedName, f.policy.ApprovedAt, f.policy.PublishedAt = "Benedict", &at, &deskTime
		w := d.ask(http.MethodGet, "/policy/:version/release", "/policy/2/release", nil, h.Show)
		want(t, w, http.StatusOK, "Version 1, which was live before, comes back", "Live from")
		if n := strings.Count(mainOf(w), "Benedict"); n != tt.times {
			t.Errorf("%s: the approver is named %d times", name, n)
		}
	}
}

// TestReleasePageLooksAsItDid compares the page of a candidate with what is checked in.
func TestReleasePageLooksAsItDid(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		d, f, h := releasing(t, models.PolicyRollout)
		d.visitor.User.Lang = lang
		at := deskTime.Add(-3 * time.Hour)
		f.policy.Percent, f.policy.TrialAt, f.policy.ApprovedName, f.policy.SubmittedAt = 10, &at, "Ben", &at
		f.counts = []models.TrialCount{
			{Version: 2, LiveOutcome: "allow", Outcome: "allow", N: 12_345}, {Version: 2, LiveOutcome: "allow", Outcome: "hold", N: 67},
			{Version: 2, LiveOutcome: "decline", Outcome: "step_up", N: 8}, {Version: 2, LiveOutcome: "monitor", Outcome: "failed", N: 1},
		}
		w := d.ask(http.MethodGet, "/policy/:version/release", "/policy/2/release", nil, h.Show)
		compare(t, filepath.Join("..", "views", "testdata", "release."+lang+".html"), mainOf(w))
	}
}

// TestAScheduleIsSaidOnThePage: when and in whose name, or why not; with no zone but the page's.
func TestAScheduleIsSaidOnThePage(t *testing.T) {
	for fault, said := range map[string]string{"": "It becomes live by itself at", "live_moved": "Another version is live now", models.FaultNotAllowed: "may no longer make a version live"} {
		d, f, h := releasing(t, models.PolicyApproved)
		f.policy.PublishAt, f.policy.PublishName, f.policy.PublishFault = &deskTime, "Rosa", fault
		w := d.ask(http.MethodGet, "/policy/:version/release", "/policy/2/release", nil, h.Show)
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, said) || !strings.Contains(body, "in the name of Rosa") || strings.Contains(body, "⟦") {
			t.Errorf("%q: status %d, the page does not say %q", fault, w.Code, said)
		}
	}
}
