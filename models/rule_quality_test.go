package models_test

import (
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// TestARuleIsPausedOnEvidenceOnly: one overturned appeal of one is no rate of 100 %.
func TestARuleIsPausedOnEvidenceOnly(t *testing.T) {
	for _, tt := range []struct {
		judged, overturned int64
		on, want           bool
	}{{0, 0, true, false}, {1, 1, true, false}, {2, 2, true, false}, {3, 3, true, true}, {3, 2, true, false}, {5, 4, true, true}, {100, 30, true, false}, {100, 45, true, true}, {5, 5, false, false}} {
		q := models.RuleQuality{Rule: rules.Rule{On: tt.on}, Judged: tt.judged, Overturned: tt.overturned, OverturnBP: 3_000}
		if got := q.Pause(); got != tt.want {
			t.Errorf("%d of %d, on %t: %t", tt.overturned, tt.judged, tt.on, got)
		}
	}
}

func TestFiguresOfARuleWithoutAnything(t *testing.T) {
	q := models.RuleQuality{Rule: rules.Rule{On: true}}
	if q.Precision().Value.Known() || q.OverturnRate().Value.Known() || q.RepeatRate().Value.Known() || q.Share(0).Value.Known() || !q.Silent() {
		t.Error("nothing gives a figure")
	}
	if _, known := q.Lift(models.RuleDay{Labelled: 5, Bad: 2}); known {
		t.Error("a lift without labels")
	}
}

func TestRuleSetsHaveOneName(t *testing.T) {
	a, b := models.RuleSetOf([]decide.Fired{{Rule: "b"}, {Rule: "a"}}), models.RuleSetOf([]decide.Fired{{Rule: "a"}, {Rule: "b"}})
	if a != "a,b" || a != b {
		t.Errorf("%q and %q", a, b)
	}
}

func TestGuardsOfLists(t *testing.T) {
	policy := decide.Default()
	g := models.ListGuardsOf(&policy)
	for _, tt := range []struct {
		reach           models.ListReach
		second, refused bool
	}{
		{models.ListReach{Active: 500, Blocked: 100}, false, false}, {models.ListReach{Active: 500, Blocked: 101}, true, true},
		{models.ListReach{Active: 5_000, Blocked: 101}, true, false}, {models.ListReach{Active: 5_000, Blocked: 500}, true, false},
		{models.ListReach{Active: 5_000, Blocked: 501}, true, true}, {models.ListReach{Active: 50_000, Blocked: 500}, false, false},
		{models.ListReach{Active: 50_000, Allowed: 501}, true, false}, {models.ListReach{Active: 50_000, Allowed: 50_000}, true, false}, {models.ListReach{}, false, false},
	} {
		g.Bind(&tt.reach)
		if got := tt.reach.NeedsSecond(); got != tt.second {
			t.Errorf("%+v needs a second person: %t", tt.reach, got)
		}
		if got := tt.reach.Check("value") != nil; got != tt.refused {
			t.Errorf("%+v is refused: %t", tt.reach, got)
		}
	}
}

// TestListGuardsAreThePolicys takes the share from the live document.
func TestListGuardsAreThePolicys(t *testing.T) {
	policy := decide.Default()
	policy.Guards.ListShareBP = 2_000
	g := models.ListGuardsOf(&policy)
	if g.Second(10_000) != 2_000 || g.Refuse(10_000) != 2_000 {
		t.Errorf("%d and %d of 10,000 accounts", g.Second(10_000), g.Refuse(10_000))
	}
	if old := models.ListGuardsOf(&decide.Policy{}); old.Second(50_000) != 500 {
		t.Errorf("a version without guards allows %d", old.Second(50_000))
	}
}
