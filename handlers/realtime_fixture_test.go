package handlers

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/engine/watch"
	"candor/models"
)

// realtimeStore is a store whose answers a test sets. What was not set answers with nothing.
type realtimeStore struct {
	counts     []models.MinuteCount
	waiting    models.MonitorWaiting
	noticed    []models.EventItem
	fresh      int
	reads      int // of counts
	event      func() (*models.EventDetail, error)
	decisionOf func() (models.ID, bool, error)
	settle     func(models.SettleEvent) error
	challenges func(models.ChallengeFilter) (models.ChallengePage, error)
	challenge  func() (*models.ChallengeDetail, error)
	resolve    func(models.ResolveChallenge) error
	cancelled  models.CancelProof
	events     func(models.EventFilter) (*models.AccountEvents, error)
	late       models.LatePage
	rebuild    func(models.ID) (models.Rebuilt, error)
	lists      func(models.ListFilter) (models.ListPage, error)
	list       func() (*models.ListDetail, error)
	add        func(models.AddListEntry) error
	put        *models.ListPut // what adding comes to; nil for an entry
	exported   string          // the filter of the last export
	end        func(string) error
}

func (s *realtimeStore) MinuteCounts(_ context.Context, from int64) ([]models.MinuteCount, error) {
	s.reads++
	var rows []models.MinuteCount
	for _, r := range s.counts {
		if r.Minute >= from {
			rows = append(rows, r)
		}
	}
	return rows, nil
}
func (s *realtimeStore) MonitorWaiting(context.Context) (models.MonitorWaiting, error) {
	return s.waiting, nil
}
func (s *realtimeStore) NoticedEvents(context.Context, int) ([]models.EventItem, error) {
	return s.noticed, nil
}
func (s *realtimeStore) NoticedSince(context.Context, models.ID) (int, error) { return s.fresh, nil }
func (s *realtimeStore) EventDetail(context.Context, models.ID) (*models.EventDetail, error) {
	return s.event()
}
func (s *realtimeStore) DecisionOf(context.Context, models.ID) (models.ID, bool, error) {
	return s.decisionOf()
}
func (s *realtimeStore) SettleEvent(_ context.Context, _ models.Actor, cmd models.SettleEvent) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	return s.settle(cmd)
}
func (s *realtimeStore) Challenges(_ context.Context, f models.ChallengeFilter) (models.ChallengePage, error) {
	return s.challenges(f)
}
func (s *realtimeStore) ChallengeDetail(context.Context, models.ID) (*models.ChallengeDetail, error) {
	return s.challenge()
}
func (s *realtimeStore) ResolveChallenge(_ context.Context, _ models.Actor, cmd models.ResolveChallenge) (*models.Challenge, error) {
	d, err := s.challenge()
	return &d.Challenge, errors.Join(err, s.resolve(cmd))
}
func (s *realtimeStore) CancelProof(_ context.Context, _ models.Actor, cmd models.CancelProof) error {
	s.cancelled = cmd
	return cmd.Validate()
}
func (s *realtimeStore) LastChange(context.Context, string, string) (*models.AuditEntry, error) {
	return &models.AuditEntry{ActorName: "Bob", Action: models.ActionChallengeEnded, At: testNow}, nil
}
func (s *realtimeStore) AccountEvents(_ context.Context, f models.EventFilter) (*models.AccountEvents, error) {
	return s.events(f)
}
func (s *realtimeStore) LateAccounts(context.Context, models.ID, int) (models.LatePage, error) {
	return s.late, nil
}
func (s *realtimeStore) RebuildState(_ context.Context, _ models.Actor, id models.ID) (models.Rebuilt, error) {
	return s.rebuild(id)
}
func (s *realtimeStore) Lists(_ context.Context, f models.ListFilter) (models.ListPage, error) {
	return s.lists(f)
}
func (s *realtimeStore) ListDetail(context.Context, models.ID) (*models.ListDetail, error) {
	return s.list()
}
func (s *realtimeStore) AddListEntry(_ context.Context, _ models.Actor, cmd models.AddListEntry) (*models.ListPut, error) {
	if err := cmd.Validate(testNow); err != nil {
		return nil, err
	}
	if err := s.add(cmd); err != nil {
		return nil, err
	}
	if s.put != nil {
		return s.put, nil
	}
	return &models.ListPut{Entry: &models.ListEntry{ID: 3 << 22}}, nil
}
func (s *realtimeStore) Export(_ context.Context, _ models.Actor, ask models.AskExport) (*models.ExportRows, *models.Export, error) {
	page, err := s.lists(*ask.Filter.Lists)
	s.exported = ask.Query
	return &models.ExportRows{Listed: page.Items}, nil, err
}
func (s *realtimeStore) EndListEntry(_ context.Context, _ models.Actor, _ models.ID, reason string) error {
	return s.end(reason)
}

// testRules is a rule that fires, one that does not, one that fails and one that is off.
func testRules() []rules.Rule {
	list := []rules.Rule{
		{Key: "lenders_own", Family: "cash_out", When: "amount_fen >= 50000 and (device_seen == 0 or near_limit > available_fen)", Outcome: rules.Hold,
			Risk: 70, Severity: 3, Reason: "lenders_own", Kinds: []string{"purchase"}, Intent: "Large <b>and</b> new."},
		{Key: "quiet", Family: "cash_out", When: `kind in ["login"]`, Outcome: rules.Monitor, Risk: 10, Reason: "abnormal_hour"},
		{Key: "broken", Family: "ring", When: "amount_fen / sum_5m_fen > 1", Outcome: rules.StepUp, Risk: 20, Reason: "impossible_travel"},
		{Key: "off", Family: "ring", When: "night == 1", Outcome: rules.Decline, Risk: 20, Reason: "sudden_spending"},
	}
	for i := range list {
		list[i].On = list[i].Key != "off"
	}
	return list
}

// someEvent is a purchase that was held, decided by the test's rules, with its state known.
func someEvent(t *testing.T) *models.EventDetail {
	t.Helper()
	account := someAccount(t)
	policy := decide.Default()
	policy.Events.Rules = testRules()
	monitor, err := decide.NewMonitor(policy)
	if err != nil {
		t.Fatal(err)
	}
	in := &decide.EventInput{
		Kind: "purchase", Product: "paylater", Category: "electronics", Status: "restricted", Band: "poor", Line: true,
		AmountFen: 123_456, AvailableFen: 200_000, Lists: []decide.ListHit{{Lane: "watch", Kind: "device"}},
	}
	for i := range in.Vector {
		in.Vector[i] = math.NaN()
	}
	after := in.Vector
	for name, v := range map[string]float64{
		"amount_fen": 123_456, "device_seen": 0, "sum_5m_fen": 0, "count_1h": 2, "hours_since_login": 1.25, "utilisation_before": 0.8, "travel_km": 12, "hour": 14, "night": 0,
	} {
		slot, _ := watch.Lookup(name)
		in.Vector[slot] = v
	}
	for name, v := range map[string]float64{"device_seen": 1, "count_1h": 3, "hours_since_login": 1.25} {
		slot, _ := watch.Lookup(name)
		after[slot] = v
	}
	result := monitor.Decide(in)
	blob, err := result.Encode()
	if err != nil {
		t.Fatal(err)
	}
	lat, lon := 30.66, 104.06
	id := models.FirstID(testNow.Add(-time.Minute))
	d := &models.EventDetail{
		Account: account.Account, Masked: account.Masked, Input: in, Result: result, Policy: policy.Events, Traces: monitor.Explain(in), ModelName: "Card <b>",
		Event: models.Event{
			ID: id, AccountID: account.Account.ID, Kind: models.EventPurchase, Source: "core", ExternalID: "E-1", At: testNow.Add(-time.Minute), AmountFen: 123_456,
			Body: models.EventBody{
				Product: models.ProductPayLater, Merchant: "<script>alert(1)</script>", City: "Chengdu", Device: "0123456789abcdef", IP: "fedcba9876543210",
				Prefix: "203.0.113.0/24", Network: "China Mobile", Lat: &lat, Lon: &lon,
			},
			Outcome: result.Outcome, Risk: result.Risk, Disposition: models.DispositionPending, PolicyVersion: 2, Input: in.Append(nil), Result: blob, Micros: 421, BatchID: 9 << 22,
		},
		BatchSeq: 41, State: models.EventState{Events: 12, Known: true, Same: true, After: &after},
		Flags:   []models.Flag{{ID: 7 << 22, CaseID: 31 << 22, Code: "lenders_own", Severity: 3, Source: "rule", Value: 70, Threshold: 70, RaisedAt: testNow, State: models.FlagOpen}},
		Entries: []models.AuditEntry{{Action: models.ActionEventLabelled, ActorKind: models.ActorKey, ActorName: "core", At: testNow}},
	}
	if d.Identical, d.Again, err = monitor.Replay(d.Event.Input, d.Event.Result); err != nil {
		t.Fatal(err)
	}
	return d
}

// someChallenge is an open challenge about that event, for a person to look at.
func someChallenge(t *testing.T) *models.ChallengeDetail {
	t.Helper()
	e := someEvent(t)
	return &models.ChallengeDetail{
		Challenge: models.Challenge{
			ID: 8 << 22, AccountID: e.Account.ID, EventID: e.Event.ID, Kind: models.ChallengeDocument, State: models.ChallengeOpen, MadeAt: testNow.Add(-time.Minute),
			DueAt: testNow.Add(time.Hour), Version: 3,
		},
		Event: e.Event, Account: e.Account, Masked: e.Masked, Reasons: []string{"abnormal_hour", "lenders_own"}, Failures: 1,
		Entries: []models.AuditEntry{{Action: models.ActionChallengeAsked, ActorName: "engine", At: testNow.Add(-time.Minute)}},
	}
}
