package models

import (
	"testing"
	"time"
)

// TestTheDeskIsMeasured counts five appeals by hand.
func TestTheDeskIsMeasured(t *testing.T) {
	made := func(days int, waited int64, outcome AppealOutcome, reason string, by ID, late bool) Appeal {
		at := noon.AddDate(0, 0, days)
		a := Appeal{ReceivedAt: noon, DecidedAt: &at, DueAt: at, Outcome: outcome, DecidedBy: by, DecidedName: "R", Lang: "en", Channel: "phone"}
		a.WaitedSecs, a.ReasonCode, a.Kind = waited, reason, SanctionFreeze
		if late {
			a.DueAt = at.Add(-time.Second)
		}
		return a
	}
	m := MeasureAppeals([]Appeal{
		made(2, 0, OutcomeOverturn, "cash_out", 1, false), made(4, 24*3600, OutcomeUphold, "cash_out", 1, true),
		made(5, 0, OutcomePartly, "identity_doubt", 2, false), made(9, 0, OutcomeReplace, "cash_out", 2, false), {Stage: AppealReceived},
	}, nil, noon)
	day := 24 * time.Hour
	if g := m.All; g.Whole != 4 || g.Median != 4*day || g.InTime.Part != 3 || g.Overturned.Part != 1 || g.Partly != 1 || g.Replaced != 1 || g.Upheld != 1 {
		t.Errorf("all = %+v", g)
	}
	if g := m.Reasons[0]; len(m.Reasons) != 2 || g.Key != "cash_out" || g.Whole != 3 || g.Median != 3*day || g.Overturned.Part != 1 {
		t.Errorf("reasons = %+v", m.Reasons)
	}
	if len(m.Reviewers) != 2 || m.Reviewers[0].Whole != 2 || m.Reviewers[0].Key != ID(1).Public(PrefixUser) {
		t.Errorf("reviewers = %+v", m.Reviewers)
	}
	// Wilson's 95 % interval of 1 of 4: 0.0456 to 0.6994.
	if r := m.All.Overturned.Rate(); r.Value != 0.25 || r.Low < 0.0455 || r.Low > 0.0457 || r.High < 0.6993 || r.High > 0.6995 {
		t.Errorf("rate = %+v", r)
	}
	if none := MeasureAppeals(nil, nil, noon); none.All.Whole != 0 || none.All.Median != 0 || none.Reasons != nil {
		t.Errorf("nothing measures %+v", none)
	}
}

// TestAppealsAreMeasuredByWhatStoodBehindTheMeasure: an appeal counts at each rule and flag that asked for its
// measure, and one with none in no such group; a bound is passed on evidence only.
func TestAppealsAreMeasuredByWhatStoodBehindTheMeasure(t *testing.T) {
	var decided []Appeal
	causes := map[ID][]AppealCause{}
	for i, o := range []AppealOutcome{OutcomeOverturn, OutcomeOverturn, OutcomeOverturn, OutcomeUphold} {
		a := Appeal{ID: ID(i + 1), DecidedAt: &noon, Outcome: o}
		a.Band = []string{"poor", "poor", "fair", ""}[i]
		decided = append(decided, a)
		if i < 3 {
			causes[a.ID] = []AppealCause{{Kind: CauseRule, Code: "ring"}, {Kind: CauseFlag, Code: "identity_shared"}}
		}
	}
	causes[1] = append(causes[1], AppealCause{Kind: CauseRule, Code: "another"})
	m := MeasureAppeals(decided, causes, noon)
	if len(m.Bands) != 2 || m.Bands[0].Key != "poor" || m.Bands[0].Whole != 2 || m.Bands[0].Overturned.Part != 2 {
		t.Errorf("bands = %+v", m.Bands)
	}
	if len(m.Flags) != 1 || m.Flags[0].Whole != 3 || len(m.Rules) != 2 || m.Rules[0].Key != "ring" || m.Rules[0].Whole != 3 || m.Rules[1].Whole != 1 {
		t.Errorf("rules = %+v, flags = %+v", m.Rules, m.Flags)
	}
	// Wilson's 95 % interval of 3 of 3 begins at 0.4385, and that of 1 of 1 at 0.2065.
	for bp, want := range map[int]bool{3000: true, 4384: true, 4386: false} {
		if got := m.Rules[0].AboveBound(bp); got != want {
			t.Errorf("3 of 3 above %d: %t", bp, got)
		}
	}
	if m.Rules[1].AboveBound(100) || m.All.AboveBound(9000) {
		t.Error("one appeal, or 3 of 4, passes a bound")
	}
}
