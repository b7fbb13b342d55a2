package handlers

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/engine/limits"
	"candor/models"
	"candor/views"
)

// plannedLimits is a store whose account has a due day and an appeal.
type plannedLimits struct {
	*fakeLimits
	due    bool
	scored bool
}

func (f *plannedLimits) LimitContext(ctx context.Context, id models.ID) (*models.LimitContext, error) {
	c, err := f.fakeLimits.LimitContext(ctx, id)
	if err == nil {
		c.Appeals = []models.Appeal{{ID: 12, AccountID: 5, ReceivedAt: today.AddDate(0, 0, -3)}}
		c.Policy.Document.Approval.StepFen = 50_000
	}
	if err == nil && f.due {
		at := today.AddDate(0, 0, 6)
		c.Statements = []models.Statement{{Month: 202602, DueAt: &at}}
	}
	return c, err
}

func (f *plannedLimits) LiveAssessor(ctx context.Context) (*decide.Assessor, models.ID, int, error) {
	if !f.scored {
		return f.fakeLimits.LiveAssessor(ctx)
	}
	doc := decide.Default()
	a, err := decide.NewAssessor(testCard(), doc)
	return a, 0, 1, err
}

func TestTheLimitFormSaysWhatAChangeBringsWith(t *testing.T) {
	s := measureSite(t)
	s.Answerers = func(_ context.Context, need models.Permission) (models.Answerers, error) {
		if need != models.PermLimitApprove {
			t.Errorf("asked who holds %s", need)
		}
		return models.Answerers{People: []models.User{{ID: 3, Name: "Zhao Min"}}}, nil
	}
	app := models.ID(12).Public(models.PrefixAppeal)
	due := views.Date(today.AddDate(0, 0, 6), s.Zone)
	preview := func(change ...string) []string { return append(typedLimit(change...), "preview", "1") }
	for name, tt := range map[string]struct {
		posted []string
		known  bool // a due day
		status int
		parts  []string
	}{
		"a cut tells its reasons at once":      {preview("limit", "9000", "reason_code", "late_payment"), true, http.StatusOK, []string{"A notice with the reasons goes to the customer at once.", "!Zhao Min", "Default risk now"}},
		"a large cut waits and names whom":     {preview("limit", "3000", "reason_code", "late_payment"), true, http.StatusOK, []string{"once a second person has agreed", "Zhao Min"}},
		"a cut on the due day":                 {preview("limit", "9000", "reason_code", "late_payment", "start", "due"), true, http.StatusOK, []string{"goes to the customer on " + due}},
		"a large cut on the due day":           {preview("limit", "3000", "reason_code", "late_payment", "start", "due"), true, http.StatusOK, []string{"on " + due, "if a second person has agreed"}},
		"how and in which language":            {preview(), true, http.StatusOK, []string{"Told in Chinese: SMS to 138****1234", "E-mail, the lender", "!\x00", "Chinese, as the customer chose", `<option value="en">English`}},
		"another language":                     {preview("tell_lang", "en"), true, http.StatusOK, []string{"Told in English: SMS to 138****1234", `<option value="en" selected`}},
		"a rise carries no notice":             {preview(), true, http.StatusOK, []string{"No notice with reasons is due. The customer is told of the new limit at once."}},
		"below what is used says nothing":      {preview("limit", "1000"), true, http.StatusOK, []string{"!goes to the customer", "!Zhao Min"}},
		"the due day beside a date":            {preview("start", "due", "effective_at", "2026-12-24"), true, http.StatusUnprocessableEntity, []string{"not both"}},
		"no due day":                           {preview("start", "due"), false, http.StatusUnprocessableEntity, []string{"f-start-error", "Give a day.", "No due day is known"}},
		"a start that is none":                 {typedLimit("start", "later"), true, http.StatusUnprocessableEntity, []string{"f-start-error"}},
		"a step up of the policy's amount":     {append(typedLimit("limit", "12,000"), "step", "up"), true, http.StatusOK, []string{`value="12500.00"`, "Up by ¥500.00", "!data-testid=\"effect\"", "pays on time"}},
		"a step down":                          {append(typedLimit("limit", "300"), "step", "down"), true, http.StatusOK, []string{`value="0.00"`}},
		"a step of one percent":                {append(typedLimit("limit", "-0.5", "unit", "percent"), "step", "down"), true, http.StatusOK, []string{`value="−1.5"`}},
		"a step from nothing readable":         {append(typedLimit("limit", "lots"), "step", "up"), true, http.StatusUnprocessableEntity, []string{`value="lots"`, "f-limit-error"}},
		"the appeal is offered and comes back": {preview("appeal", app), true, http.StatusOK, []string{`<option value="` + app + `" selected`}},
	} {
		t.Run(name, func(t *testing.T) {
			h := &Limits{s, &plannedLimits{&fakeLimits{records: records{changed: "Ben"}}, tt.known, true}}
			wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, tt.posted...), tt.status, tt.parts...)
		})
	}
}

// TestTheFormOfALimitChangeSendsWhatEnterMeans: not a step, though the steps stand beside the amount; and its effect is shown of a form
// that lacks a reason.
func TestTheFormOfALimitChangeSendsWhatEnterMeans(t *testing.T) {
	s := measureSite(t)
	h := &Limits{s, &plannedLimits{&fakeLimits{records: records{changed: "Ben"}}, true, true}}
	_, form, _ := strings.Cut(asked(t, s, h.Propose, models.RoleReviewer, acc5, typedLimit("preview", "1", "reason_code", "")...).Body.String(), `id="limit-form"`)
	form, _, _ = strings.Cut(form, "</form>")
	buttons := regexp.MustCompile(`<button[^>]*>`).FindAllString(form, -1)
	if len(buttons) < 5 || strings.Contains(buttons[0], "name=") {
		t.Fatalf("Enter presses the first of %q", buttons)
	}
	if !regexp.MustCompile(`id="f-limit"[^>]*><button[^>]*value="down"[^>]*>−</button> ?<button[^>]*value="up"[^>]*>\+</button></div>`).MatchString(form) {
		t.Error("the steps do not stand beside the amount")
	}
	for _, button := range buttons {
		if free := strings.Contains(button, "formnovalidate"); free != (strings.Contains(button, `name="step"`) || strings.Contains(button, `name="preview"`)) {
			t.Errorf("%s", button)
		}
	}
}

func TestALimitChangeIsProposedWithItsStartAndAppeal(t *testing.T) {
	s := measureSite(t)
	app := models.ID(12).Public(models.PrefixAppeal)
	made := 0
	h := &Limits{s, &plannedLimits{&fakeLimits{propose: func(cmd models.ProposeLimit) (*models.LimitChange, error) {
		if made++; !cmd.AtDue || cmd.AppealID != 12 || !cmd.EffectiveAt.IsZero() {
			t.Errorf("command = %+v", cmd)
		}
		return &models.LimitChange{ID: 8, State: models.LimitScheduled}, nil
	}}, true, false}}
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typedLimit("start", "due", "appeal", app)...), http.StatusSeeOther)
	if made != 1 {
		t.Errorf("%d changes were made", made)
	}
}

// TestASupersededChangeSaysSo: its state, its steps, and the way to the one that took its place.
func TestASupersededChangeSaysSo(t *testing.T) {
	p := views.Page{Texts: testSite(t).Texts.For("en"), Now: testNow}
	c := &models.LimitChange{ID: 8, CaseID: 4, AppealID: 12, SupersededBy: 9, State: models.LimitApplied, Product: models.ProductPayLater, ReasonCode: models.LimitReasons()[0]}
	if got := limitRow(p, &Visitor{}, c).State.Label; got != "Superseded" {
		t.Errorf("lists say %q", got)
	}
	way := limitSteps(p, c).Steps
	if last := way[len(way)-1]; last.Label != "Superseded" || last.State != "current" {
		t.Errorf("the steps end in %+v", last)
	}
	for role, n := range map[string]int{models.RoleLead: 3, models.RoleReviewer: 3} {
		if got := len(limitLinks(p, as(t, role, "en"), c)); got != n {
			t.Errorf("%s is led to %d things", role, got)
		}
	}
	if got := limitLinks(p, &Visitor{}, c); len(got) != 1 || got[0].Key != "Superseded by" {
		t.Errorf("who may read neither cases nor appeals is led to %+v", got)
	}
}

func TestAStepIsThePolicysOrAThousandYuan(t *testing.T) {
	if (limits.Approval{}).Step() != 100_000 || (limits.Approval{StepFen: 7}).Step() != 7 {
		t.Error("the step of a policy is not its own")
	}
	doc := decide.Default()
	var bad models.Invalid
	same := inputOf(doc)
	if got := strings.TrimSpace(same.Single[fieldStepFen]); got != "1,000" {
		t.Errorf("the editor shows %q", got)
	}
	changed := inputOf(doc)
	changed.Single[fieldStepFen] = "250"
	out := limits.Approval{}
	for _, in := range []policyInput{same, changed} {
		d := doc
		in.singles(policyReader{&bad}, &d)
		out = d.Approval
	}
	if out.StepFen != 25_000 || bad.OrNil() != nil {
		t.Errorf("%+v, %v", out, bad.OrNil())
	}
}

// TestALimitFormIsSentAgainAfterItsWarning: one that was drawn before a hardship flag comes back with the flag and what was typed, and goes through then.
func TestALimitFormIsSentAgainAfterItsWarning(t *testing.T) {
	s := measureSite(t)
	until := today.AddDate(0, 0, 9)
	store := &hardLimits{&plannedLimits{&fakeLimits{propose: func(cmd models.ProposeLimit) (*models.LimitChange, error) {
		if cmd.Unwarned {
			return nil, models.ErrConflict
		}
		return &models.LimitChange{ID: 8, State: models.LimitScheduled}, nil
	}}, true, false}, until}
	h := &Limits{s, store}
	again := asked(t, s, h.Propose, models.RoleReviewer, acc5, typedLimit()...)
	wants(t, again, http.StatusConflict, `name="warned" value="1"`, "Hardship until "+views.Date(until, s.Zone), "pays on time")
	wants(t, asked(t, s, h.Propose, models.RoleReviewer, acc5, typedLimit("warned", "1")...), http.StatusSeeOther)
}

// hardLimits is a store whose account is in hardship.
type hardLimits struct {
	*plannedLimits
	until time.Time
}

func (f *hardLimits) LimitContext(ctx context.Context, id models.ID) (*models.LimitContext, error) {
	c, err := f.plannedLimits.LimitContext(ctx, id)
	c.Account.HardshipUntil = &f.until
	return c, err
}
