package models

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/limits"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

func TestTextsForCustomersKeepTheEngineToThemselves(t *testing.T) {
	policy := decide.Default()
	for text, want := range map[string]string{
		"We looked at your case again.":                 "",
		"您的账户已恢复正常使用。":                                  "",
		"Your limit is ¥600.00 again.":                  "",
		"额度恢复为 ￥600，并非 500 元。":                          "",
		"Please call within 30 days, room 480A-7.":      "480",
		"You missed 3 payments in 2026.":                "",
		"Your Score is too low.":                        "score",
		"您的评分较低。":                                       "评分",
		"The rule identity_shared fired.":               "identity_shared",
		"utilisation_now was high":                      "utilisation_now",
		"Anything below 550 is refused":                 "550",
		"more than 1.2 of the limit":                    "1.2",
		"Pay ¥1,200.50 by 2026-11-22 please":            "",
		"Education and employer were taken as declared": "",
	} {
		t.Run(text, func(t *testing.T) {
			got := Leaks(text, &policy)
			if (len(got) > 0) != (want != "") || (want != "" && !slices.Contains(got, want)) {
				t.Errorf("leaks = %v, want %q", got, want)
			}
			if err := CheckCustomerText("text", text, &policy); (err != nil) != (want != "") {
				t.Errorf("err = %v", err)
			}
		})
	}
}

// TestBoundsShownAreBoundsTested compares the amounts that pages show with the check itself.
func TestBoundsShownAreBoundsTested(t *testing.T) {
	policy := decide.Default()
	rapid.Check(t, func(t *rapid.T) {
		amount := rapid.Int64Range(0, 30_000_000)
		r := limits.Request{
			Band:    rapid.SampledFrom([]string{"poor", "fair", "good", "very_good", "excellent", "", "new"}).Draw(t, "band"),
			FromFen: amount.Draw(t, "from"), OtherFen: amount.Draw(t, "other"), IncomeFen: rapid.Int64Range(0, 5_000_000).Draw(t, "income"),
		}
		alone := AloneBounds(&policy, r)
		r.ToFen = amount.Draw(t, "to")
		inside := r.ToFen >= alone.Low && r.ToFen <= alone.High
		if bound := limits.Check(policy.Limits, policy.Approval, r); inside != (bound == limits.BoundNone) {
			t.Fatalf("%+v: shown %d to %d, but bound %q for %d", r, alone.Low, alone.High, bound, r.ToFen)
		}
	})
}

// TestSanctionsNeverLeaveTheirWays runs 100,000 random sequences of steps against a table of
// what may follow what. A refused step changes nothing.
func TestSanctionsNeverLeaveTheirWays(t *testing.T) {
	next := map[SanctionState]map[string]SanctionState{
		SanctionProposed: {"approve": SanctionActive, "reject": SanctionRejected, "withdraw": SanctionWithdrawn, "lapse": SanctionLapsed},
		SanctionActive:   {"lift": SanctionLifted, "expire": SanctionExpired, "overturn": SanctionOverturned},
	}
	ends := noon.Add(48 * time.Hour)
	steps := map[string]func(*Sanction, time.Time) error{
		"approve":  func(s *Sanction, now time.Time) error { return s.Approve(2, "B", now) },
		"reject":   func(s *Sanction, now time.Time) error { return s.Reject(2, "B", "not proven", now) },
		"withdraw": func(s *Sanction, now time.Time) error { return s.Withdraw(1, "A", "", now) },
		"lapse":    (*Sanction).Lapse,
		"lift":     func(s *Sanction, now time.Time) error { return s.Lift(3, "C", "all clear", now) },
		"expire":   (*Sanction).Expire,
		"overturn": func(s *Sanction, now time.Time) error { return s.Overturn(3, "C", "appeal", now) },
	}
	timely := func(step string, age time.Duration) bool {
		switch step {
		case "approve", "reject":
			return age <= ApprovalTTL
		case "lapse":
			return age > ApprovalTTL
		case "expire":
			return !noon.Add(age).Before(ends)
		}
		return true
	}
	names := []string{"approve", "reject", "withdraw", "lapse", "lift", "expire", "overturn"}
	sequences(t, func(pick func(int) int) {
		s := Sanction{Kind: SanctionFreeze, State: SanctionProposed, MadeBy: 1, MadeAt: noon, EndsAt: &ends}
		age := time.Duration(0)
		for range 6 {
			age += time.Duration(pick(20)) * time.Hour
			step, before := names[pick(len(names))], s
			err := steps[step](&s, noon.Add(age))
			want, may := next[before.State][step]
			switch {
			case may && timely(step, age):
				if err != nil || s.State != want {
					t.Fatalf("%s from %s after %s: %v, now %s", step, before.State, age, err, s.State)
				}
			case err == nil || !reflect.DeepEqual(before, s):
				t.Fatalf("%s from %s after %s was let through: %+v", step, before.State, age, s)
			}
		}
	})
}

// sequences runs 100,000 random sequences of choices, the same each time.
func sequences(t *testing.T, run func(pick func(int) int)) {
	t.Helper()
	state := uint64(7)
	pick := func(n int) int { // xorshift64, Marsaglia, Journal of Statistical Software 8(14), 2003
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		return int(state % uint64(n))
	}
	for range 100_000 {
		run(pick)
	}
}

func TestSanctionsGoInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Account{Status: StatusActive, Reach: []Function{}}
		lines := []CreditLine{{ID: 1, Product: ProductPayLater, LimitFen: 1_000_000}, {ID: 2, Product: ProductCashLoan, LimitFen: 500_000}}
		a.SumLines(lines)
		before := TakeSnapshot(&a, lines, noon)
		all := []Sanction{
			{Kind: SanctionLimitCut, CutProduct: ProductPayLater, CutFen: rapid.Int64Range(0, 999_999).Draw(t, "cut")},
			{Kind: SanctionRestrict, Reach: rapid.SliceOfDistinct(rapid.SampledFrom(Functions()), func(f Function) Function { return f }).Draw(t, "reach")},
			{Kind: SanctionFreeze}, {Kind: SanctionDeactivate},
		}
		left := rapid.Permutation(all).Draw(t, "order")
		for len(left) > 0 {
			a.Apply(left, lines)
			again, other := a, slices.Clone(lines)
			again.Apply(rapid.Permutation(left).Draw(t, "other order"), other)
			if !reflect.DeepEqual(TakeSnapshot(&a, lines, noon), TakeSnapshot(&again, other, noon)) {
				t.Fatal("the order of sanctions matters")
			}
			left = left[1:]
		}
		a.Apply(nil, lines)
		if after := TakeSnapshot(&a, lines, noon); !reflect.DeepEqual(before, after) {
			t.Fatalf("not all is back: %+v, was %+v", after, before)
		}
	})
}

func TestWhoMayLift(t *testing.T) {
	for _, kind := range SanctionKinds() {
		s := Sanction{Kind: kind, State: SanctionActive}
		if err := s.MayLift([]Permission{PermSanctionPropose}); (err != nil) != kind.NeedsApproval() {
			t.Errorf("%s: a reviewer's lift: %v", kind, err)
		}
		if err := s.MayLift([]Permission{PermCaseRead}); err == nil {
			t.Errorf("%s: lifted by anybody", kind)
		}
	}
}

func TestMessagesAreHeldForAMinute(t *testing.T) {
	for after, recalled := range map[time.Duration]bool{0: true, MessageHold - 1: true, MessageHold: false, time.Hour: false} {
		m := Message{State: MessageHeld, CreatedAt: noon}
		released := m
		if err := m.Recall(noon.Add(after)); (err == nil) != recalled {
			t.Errorf("recall after %s: %v", after, err)
		}
		if err := released.Release(noon.Add(after)); (err == nil) == recalled {
			t.Errorf("release after %s: %v", after, err)
		}
	}
}

func TestAnApprovalIsForWhatWasSeen(t *testing.T) {
	change := LimitChange{FromFen: 100, ToFen: 300}
	var refused *Refused
	if err := change.Fresh(&CreditLine{LimitFen: 200}); !errors.As(err, &refused) || refused.Code != "payload_changed" {
		t.Errorf("err = %v", err)
	}
	if err := change.Fresh(&CreditLine{LimitFen: 100}); err != nil {
		t.Error(err)
	}
}

func TestLettersAboutASanctionNameNoRule(t *testing.T) {
	policy := decide.Default()
	for _, code := range SanctionReasons() {
		s := Sanction{Kind: SanctionFreeze, ReasonCode: code, Reason: "score_low fired at 480", MadeName: "Anna"}
		for name, value := range s.Telling() {
			if name != "reason" && (strings.Contains(value, "Anna") || len(Leaks(value, &policy)) > 0) {
				t.Errorf("%s tells %s", name, value)
			}
		}
	}
}
