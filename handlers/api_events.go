package handlers

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"candor/models"
)

// arrivedKey is where middleware notes when a request came in.
const arrivedKey = "arrived"

// SetArrived notes when the request came in.
func SetArrived(c echo.Context, at time.Time) { c.Set(arrivedKey, at) }

func arrived(c echo.Context) time.Time {
	if at, ok := c.Get(arrivedKey).(time.Time); ok {
		return at
	}
	return time.Now()
}

// Transaction decides a purchase, a draw, a transfer out or a refund.
func (h *API) Transaction(c echo.Context) error { return h.event(c, &transactionBody{}) }

// Login decides a login, or a change of password, phone or device.
func (h *API) Login(c echo.Context) error { return h.event(c, &loginBody{}) }

// Repayment records money that a customer paid back.
func (h *API) Repayment(c echo.Context) error { return h.event(c, &repaymentBody{}) }

// IdentityCheck records the result of a check of who the customer is.
func (h *API) IdentityCheck(c echo.Context) error { return h.event(c, &identityBody{}) }

// event reads one event, has it decided and answers with the decision, which is durable
// before the answer leaves.
func (h *API) event(c echo.Context, body eventBody) error {
	if err := noQuery(c); err != nil {
		return err
	}
	if err := readJSON(c, body); err != nil {
		return fault(c, err)
	}
	n, err := body.event()
	if err != nil {
		return err
	}
	n.Source, n.Arrived = CurrentVisitor(c).Key.Name, arrived(c)
	d, err := h.Store.RecordEvent(c.Request().Context(), n)
	if err != nil {
		return h.turnedAway(c, err)
	}
	answer, err := h.decided(d)
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if d.Repeat {
		status = http.StatusOK
	}
	c.Response().Header().Set(echo.HeaderContentLength, strconv.Itoa(len(answer))) // however long the reasons are
	return c.Blob(status, "application/json; charset=utf-8", answer)
}

// turnedAway tells a sender what to do about an event that was not decided now.
func (h *API) turnedAway(c echo.Context, err error) error {
	if errors.Is(err, models.ErrInFlight) || errors.Is(err, models.ErrBusy) || errors.Is(err, models.ErrConflict) {
		c.Response().Header().Set("Retry-After", "1")
	}
	return toSender(err)
}

// toSender says in the words of the API why an event was not decided.
func toSender(err error) error {
	switch {
	case errors.Is(err, models.ErrDifferent):
		var bad models.Invalid
		bad.Add("external_id", "different_body")
		return bad.OrNil()
	case errors.Is(err, models.ErrInFlight):
		return echo.NewHTTPError(http.StatusConflict, "in flight: the same external_id is being decided")
	case errors.Is(err, models.ErrBusy), errors.Is(err, models.ErrConflict): // the latter: other servers came first each time
		return echo.NewHTTPError(http.StatusServiceUnavailable, "busy: too much is waiting; nothing was stored")
	}
	return err
}

// decisionAnswer is a decision as it was made: it never changes, so that the same event
// is always answered with the same bytes.
type decisionAnswer struct {
	DecisionID string            `json:"decision_id"`
	ExternalID string            `json:"external_id"`
	AccountID  string            `json:"account_id"`
	Kind       string            `json:"kind"`
	At         time.Time         `json:"at"`
	DecidedAt  time.Time         `json:"decided_at"`
	Outcome    string            `json:"outcome"`
	Risk       int               `json:"risk"`
	Lane       string            `json:"lane"` // block > stop > allow_list > rules > score
	ByRules    string            `json:"by_rules"`
	ByScore    string            `json:"by_score"`
	Rules      []ruleAnswer      `json:"rules"`
	Reasons    []eventReason     `json:"reasons"`
	Challenge  *challengeAnswer  `json:"challenge"`
	Late       bool              `json:"late"`
	Policy     int               `json:"policy_version"`
	ModelID    *string           `json:"model_id"`
	Micros     int64             `json:"microseconds"`
	Now        *dispositionState `json:"now,omitempty"` // only when the decision is asked for later
}

type ruleAnswer struct {
	Rule    string `json:"rule"`
	Outcome string `json:"outcome"`
	Risk    int    `json:"risk"`
}

// eventReason is a reason with its words for staff and, apart, those that may be said to
// the customer.
type eventReason struct {
	Code     string            `json:"code"`
	Staff    map[string]string `json:"staff"`
	Customer map[string]string `json:"customer"`
}

type challengeAnswer struct {
	ChallengeID string    `json:"challenge_id"`
	Kind        string    `json:"kind"`
	DueAt       time.Time `json:"due_at"`
}

// dispositionState is what has become of an event since.
type dispositionState struct {
	Disposition string `json:"disposition"` // final, pending, released, cancelled
	Challenge   string `json:"challenge,omitempty"`
}

func (h *API) decided(d *models.Decided) ([]byte, error) {
	a, err := h.decisionOf(d)
	if err != nil {
		return nil, err
	}
	return json.Marshal(a)
}

func (h *API) decisionOf(d *models.Decided) (*decisionAnswer, error) {
	e := &d.Event
	r, err := e.Decided()
	if err != nil {
		return nil, err
	}
	a := &decisionAnswer{
		DecisionID: e.PublicID(), ExternalID: e.ExternalID, AccountID: e.AccountID.Public(models.PrefixAccount),
		Kind: string(e.Kind), At: e.At, DecidedAt: e.ID.Time(), Outcome: string(e.Outcome), Risk: e.Risk,
		Lane: string(r.Lane), ByRules: string(r.ByRules), ByScore: string(r.ByScore),
		Rules: []ruleAnswer{}, Reasons: []eventReason{}, Late: e.Late, Policy: e.PolicyVersion, Micros: e.Micros,
	}
	if e.ModelID != 0 {
		id := e.ModelID.Public(models.PrefixModel)
		a.ModelID = &id
	}
	for _, f := range r.Fired {
		a.Rules = append(a.Rules, ruleAnswer{f.Rule, string(f.Outcome), f.Risk})
	}
	for _, code := range r.Reasons {
		a.Reasons = append(a.Reasons, eventReason{code, h.inAll("reason." + code + ".staff"), h.inAll("reason." + code + ".customer")})
	}
	if c := d.Challenge; c != nil {
		a.Challenge = &challengeAnswer{c.PublicID(), string(c.Kind), c.DueAt}
	}
	return a, nil
}

// Decision answers a decision as it was made, with what has become of it since.
func (h *API) Decision(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixDecision, c.Param("id"))
	if err != nil {
		return err
	}
	d, err := h.Store.DecidedBySource(c.Request().Context(), CurrentVisitor(c).Key.Name, id)
	if err != nil {
		return err
	}
	a, err := h.decisionOf(d)
	if err != nil {
		return err
	}
	a.Now = &dispositionState{Disposition: d.Event.Disposition.Word()}
	if d.Challenge != nil {
		a.Now.Challenge = string(d.Challenge.State)
	}
	return c.JSON(http.StatusOK, a)
}

// resultBody is the answer to a challenge.
type resultBody struct {
	Passed  *bool  `json:"passed"`
	Finding string `json:"finding"`
}

// ChallengeResult takes the answer to a challenge and says what became of the event.
func (h *API) ChallengeResult(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	id, err := models.ParseID(models.PrefixChallenge, c.Param("id"))
	if err != nil {
		return err
	}
	var body resultBody
	if err := readJSON(c, &body); err != nil {
		return fault(c, err)
	}
	if body.Passed == nil {
		var bad models.Invalid
		bad.Add("passed", "required")
		return bad.OrNil()
	}
	ctx := c.Request().Context()
	source := CurrentVisitor(c).Key.Name
	if _, err := h.Store.ChallengeBySource(ctx, source, id); err != nil {
		return err
	}
	ch, err := h.Store.ResolveChallenge(ctx, actor(c), models.ResolveChallenge{ID: id, Passed: *body.Passed, Finding: body.Finding})
	if err != nil {
		return err
	}
	d, err := h.Store.DecidedBySource(ctx, source, ch.EventID)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]any{
		"challenge_id": ch.PublicID(), "state": ch.State, "escalation": ch.Escalation,
		"decision_id": d.Event.PublicID(), "disposition": d.Event.Disposition.Word(),
	})
}

// labelledBody says what an event turned out to be.
type labelledBody struct {
	ExternalID string    `json:"external_id"`
	Bad        *bool     `json:"bad"`
	At         time.Time `json:"at"`
}

// Label records what an event turned out to be.
func (h *API) Label(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	var body labelledBody
	if err := readJSON(c, &body); err != nil {
		return fault(c, err)
	}
	cmd, err := body.command(CurrentVisitor(c).Key.Name)
	if err != nil {
		return err
	}
	e, created, err := h.Store.LabelEvent(c.Request().Context(), actor(c), cmd)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	return c.JSON(status, map[string]any{"decision_id": e.PublicID(), "external_id": e.ExternalID, "bad": cmd.Bad})
}

func (b *labelledBody) command(source string) (models.LabelEvent, error) {
	var bad models.Invalid
	if n := utf8.RuneCountInString(b.ExternalID); n < 1 || n > 64 { // as an event's own
		bad.Add("external_id", "length", "min", "1", "max", "64")
	}
	if b.Bad == nil {
		bad.Add("bad", "required")
	}
	if b.At.IsZero() {
		bad.Add("at", "required")
	}
	if err := bad.OrNil(); err != nil {
		return models.LabelEvent{}, err
	}
	return models.LabelEvent{Source: source, ExternalID: b.ExternalID, Bad: *b.Bad, At: b.At}, nil
}
