package models

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/engine/decide"
)

// TestAppealsNeverLeaveTheirWays runs 100,000 random sequences of steps against a table of what may
// follow what, with people who had a part in the sanction, who had none, and who are none. A refused
// step changes nothing, and the clock never runs back.
func TestAppealsNeverLeaveTheirWays(t *testing.T) {
	next := map[string][]AppealStage{
		"acknowledge": {AppealReceived},
		"request":     {AppealReceived, AppealAcknowledged, AppealInReview, AppealEvidence},
		"proceed":     {AppealEvidence},
		"review":      {AppealReceived, AppealAcknowledged, AppealEvidence, AppealInReview},
		"ask":         {AppealInReview},
		"give":        {AppealOpinion},
		"decide":      {AppealInReview},
		"execute":     {AppealDecided},
		"close":       {AppealExecuted},
		"withdraw":    UndecidedStages(),
		"duplicate":   UndecidedStages(),
	}
	verdict := Verdict{Outcome: OutcomeOverturn, Reason: "receipts match", CustomerText: "restored"}
	sanction := Sanction{Kind: SanctionFreeze, MadeBy: 1, ApprovedBy: 2, EndedBy: 5}
	barred := Barred{People: sanction.People(), Teams: []string{"night"}}
	people := []Judge{{ID: 1}, {ID: 2}, {ID: 3}, {ID: 4}, {ID: 5}, {ID: 6, Team: "night"}, {}}
	names := []string{"acknowledge", "request", "proceed", "review", "ask", "give", "decide", "execute", "close", "withdraw", "duplicate"}
	sequences(t, func(pick func(int) int) {
		a := Appeal{ID: 8, Stage: AppealReceived, ReceivedAt: noon}
		policy := decide.Default()
		a.StartClock(&policy, noon)
		now, opinion := noon, Opinion{}
		for range 9 {
			now = now.Add(time.Duration(pick(50)) * time.Hour)
			step, by, before, asked := names[pick(len(names))], people[pick(len(people))], a, opinion
			var given []Opinion
			if opinion.GivenAt != nil {
				given = append(given, opinion)
			}
			var err error
			switch step {
			case "acknowledge":
				err = a.Acknowledge(now)
			case "request":
				err = a.RequestEvidence(now)
			case "proceed":
				err = a.Proceed(now)
			case "review":
				err = a.StartReview(barred, by, given, now)
			case "ask":
				o := Opinion{Reason: "doubt", Question: "is it theirs?"}
				if err = a.AskOpinion(&o, by, now); err == nil {
					opinion = o
				}
			case "give":
				err = a.GiveOpinion(barred, &opinion, OutcomeUphold, "it is not", by, now)
			case "decide":
				err = a.Decide(barred, &sanction, verdict, by, given, now)
			case "execute":
				err = a.Execute(by.ID, now, nil)
			case "close":
				err = a.Close()
			case "withdraw":
				err = a.Withdraw()
			case "duplicate":
				err = a.Duplicate(&Appeal{ID: 9, Stage: AppealInReview})
			}
			legal := slices.Contains(next[step], before.Stage)
			judging := slices.Contains([]string{"review", "give", "decide"}, step)
			switch {
			case judging && barred.Check(by) != nil, (step == "ask" || step == "decide") && (by.ID == 0 || before.AssigneeID != by.ID),
				step == "give" && (by.ID == asked.AskedBy || by.ID == before.AssigneeID),
				(step == "review" || step == "decide") && Spoke(given, by.ID):
				legal = false
			}
			if legal != (err == nil) || (err != nil && !reflect.DeepEqual(before, a)) {
				t.Fatalf("%s by %+v from %s: %v, now %+v", step, by, before.Stage, err, a)
			}
			if a.DueAt.Before(before.DueAt) || a.DueAt.Sub(*a.EscalateAt) != 48*time.Hour || a.DueAt.Sub(*a.WarnAt) != 5*24*time.Hour ||
				(slices.Contains([]AppealStage{AppealInReview, AppealOpinion, AppealDecided}, a.Stage) && a.PausedAt != nil) {
				t.Fatalf("%s from %s moved the clock wrongly: %+v", step, before.Stage, a)
			}
		}
	})
}

// TestTheClockRingsOnceAndOnlyWhileItRuns moves through any waits and looks at any times: each of
// the three rings exactly when the customer's clock shows its day, once.
func TestTheClockRingsOnceAndOnlyWhileItRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := decide.Default()
		a := Appeal{Stage: AppealReceived, ReceivedAt: noon}
		a.StartClock(&policy, noon)
		now, ran := noon, time.Duration(0) // the customer's own clock
		rang := map[string]int{}
		rings := map[string]func(time.Time) error{"warn": a.Warn, "escalate": a.Escalate, "breach": a.Breach}
		days := map[string]int{"warn": 15, "escalate": 18, "breach": 20}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			passed := time.Duration(rapid.IntRange(0, 120).Draw(t, "hours")) * time.Hour
			now = now.Add(passed)
			if a.PausedAt == nil {
				ran += passed
			}
			for name, ring := range rings {
				due := a.PausedAt == nil && ran >= time.Duration(days[name])*24*time.Hour && rang[name] == 0
				if err := ring(now); (err == nil) != due {
					t.Fatalf("%s after %s of the clock, stopped %t: %v", name, ran, a.PausedAt != nil, err)
				}
				if due {
					rang[name]++
				}
			}
			if rapid.Bool().Draw(t, "turn") {
				if a.PausedAt == nil {
					if err := a.RequestEvidence(now); err != nil {
						t.Fatal(err)
					}
				} else if err := a.Proceed(now); err != nil {
					t.Fatal(err)
				}
			}
		}
		if a.PausedAt == nil && now.Sub(noon) != ran+time.Duration(a.WaitedSecs)*time.Second {
			t.Fatalf("%s passed, %s ran, %d s waited", now.Sub(noon), ran, a.WaitedSecs)
		}
	})
}

func TestADuplicatePointsAtAnotherOfTheAccount(t *testing.T) {
	for name, tt := range map[string]struct {
		of   Appeal
		code string
	}{
		"open":            {Appeal{ID: 2, AccountID: 7, Stage: AppealInReview}, ""},
		"decided":         {Appeal{ID: 2, AccountID: 7, Stage: AppealClosed}, ""},
		"itself":          {Appeal{ID: 1, AccountID: 7, Stage: AppealInReview}, "choice"},
		"another account": {Appeal{ID: 2, AccountID: 8, Stage: AppealInReview}, "choice"},
		"a duplicate":     {Appeal{ID: 2, AccountID: 7, Stage: AppealDuplicate}, "choice"},
		"withdrawn":       {Appeal{ID: 2, AccountID: 7, Stage: AppealWithdrawn}, "choice"},
	} {
		a := Appeal{ID: 1, AccountID: 7, Stage: AppealAcknowledged}
		err := a.Duplicate(&tt.of)
		var bad *Invalid
		if errors.As(err, &bad) != (tt.code != "") || (err == nil && (a.Stage != AppealDuplicate || a.DuplicateOf != 2)) {
			t.Errorf("%s: %v, now %+v", name, err, a)
		}
	}
}

func TestEvidenceIsWaitedForUntil(t *testing.T) {
	p := decide.Default()
	for days, want := range map[int]int{0: 14, 1: 1, 90: 90, -1: 0, 91: 0} {
		at, err := EvidenceUntil(days, &p, noon)
		if (err == nil) != (want > 0) || (want > 0 && !at.Equal(noon.AddDate(0, 0, want))) {
			t.Errorf("%d days: %s, %v", days, at, err)
		}
	}
}

func TestChecklistCountsWhatIsHere(t *testing.T) {
	p := decide.Default() // cash_out: purchase_proof, bank_statement, explanation
	items, here := Checklist(&p, &Sanction{Kind: SanctionFreeze, ReasonCode: "cash_out"}, []Evidence{
		{Kind: "bank_statement", ReceivedAt: &noon}, {Kind: "purchase_proof", LapsedAt: &noon}, {Kind: "income", ReceivedAt: &noon},
	})
	want := []CheckItem{
		{Kind: "purchase_proof", Asked: true, Lapsed: true}, {Kind: "bank_statement", Asked: true, Received: true},
		{Kind: "explanation"}, {Kind: "income", Asked: true, Received: true},
	}
	if here != 2 || !slices.Equal(items, want) {
		t.Errorf("%d here of %+v", here, items)
	}
}

// TestChecklistHoldsWhatTheKindOfMeasureAsksForToo: after what its reason asks for, nothing twice, and for no other kind.
func TestChecklistHoldsWhatTheKindOfMeasureAsksForToo(t *testing.T) {
	p := decide.Default()
	p.ByMeasure = []decide.MeasureEvidence{{Measure: "freeze", Kinds: []string{"id_card", "explanation"}}, {Measure: "decline", Kinds: []string{"other"}}}
	have := []Evidence{{Kind: "id_card", ReceivedAt: &noon}, {Kind: "income", ReceivedAt: &noon}}
	for name, tt := range map[string]struct {
		sn   Sanction
		want []string
		here int
	}{
		"both":             {Sanction{Kind: SanctionFreeze, ReasonCode: "cash_out"}, []string{"purchase_proof", "bank_statement", "explanation", "id_card", "income"}, 2},
		"another kind":     {Sanction{Kind: SanctionRestrict, ReasonCode: "cash_out"}, []string{"purchase_proof", "bank_statement", "explanation", "id_card", "income"}, 2},
		"a payment":        {Sanction{Kind: SanctionDecline, ReasonCode: "identity_doubt"}, []string{"id_card", "other", "income"}, 2},
		"no known reason":  {Sanction{Kind: SanctionFreeze, ReasonCode: "weather"}, []string{"id_card", "explanation", "income"}, 2},
		"neither of these": {Sanction{Kind: SanctionRestrict, ReasonCode: "weather"}, []string{"id_card", "income"}, 2},
	} {
		items, here := Checklist(&p, &tt.sn, have)
		var kinds []string
		for _, i := range items {
			kinds = append(kinds, i.Kind)
		}
		if here != tt.here || !slices.Equal(kinds, tt.want) {
			t.Errorf("%s: %d here of %v", name, here, kinds)
		}
	}
	if items, here := Checklist(&p, &Sanction{Kind: SanctionFreeze, ReasonCode: "cash_out"}, nil); here != 0 || len(items) != 4 {
		t.Errorf("nothing asked for: %d here of %+v", here, items)
	}
	if items, _ := Checklist(&p, &Sanction{Kind: SanctionRestrict, ReasonCode: "cash_out"}, nil); len(items) != 3 {
		t.Errorf("another kind: %+v", items)
	}
}

// TestThePolicyKnowsEveryMeasureThatAnAppealCanBeAgainst: the document names them by itself, because it knows nothing of the record.
func TestThePolicyKnowsEveryMeasureThatAnAppealCanBeAgainst(t *testing.T) {
	var kinds []string
	for _, k := range MeasureKinds() {
		kinds = append(kinds, string(k))
	}
	if !slices.Equal(kinds, decide.MeasureKinds()) {
		t.Errorf("the record has %v, the policy %v", kinds, decide.MeasureKinds())
	}
}
