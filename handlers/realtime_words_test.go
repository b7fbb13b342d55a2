package handlers

import (
	"slices"
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/engine/watch"
	"candor/models"
	"candor/views"
	"candor/views/text"
)

// TestEveryCodeOfDecisionsHasWords walks every code that pages about events put together at
// run time, in both languages.
func TestEveryCodeOfDecisionsHasWords(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	add := func(prefix string, codes ...string) {
		for _, c := range codes {
			keys = append(keys, prefix+c)
		}
	}
	for _, f := range watch.Features() {
		add("feature.", f.Name)
		add("feature_group.", f.Group)
	}
	env := decide.EventEnv()
	add("feature.", env.Texts...)
	add("event_kind.", env.Kinds...)
	for _, o := range rules.Outcomes {
		add("rung.", string(o))
	}
	for _, d := range []models.Disposition{"", models.DispositionPending, models.DispositionReleased, models.DispositionCancelled} {
		add("disposition.", d.Word())
	}
	for _, lane := range []decide.Lane{decide.LaneBlock, decide.LaneAllow, decide.LaneRules, decide.LaneScore, decide.LaneStop} {
		add("lane.", string(lane))
	}
	for _, s := range []rules.State{rules.Fired, rules.NotFired, rules.Failed, rules.Off, rules.OtherKind} {
		add("decision.rule_state.", string(s))
	}
	for _, k := range models.ChallengeKinds() {
		add("challenge.kind.", string(k), string(k)+".what")
	}
	for _, s := range models.ChallengeStates() {
		add("challenge.state.", string(s))
		add("challenges.tab_", string(s))
	}
	add("challenge.escalate.", string(decide.EscalateHold), string(decide.EscalateRestrict), string(decide.EscalateFreeze))
	for _, lane := range models.ListLanes() {
		add("list.lane.", string(lane))
	}
	add("list.kind.", models.ListedKinds()...)
	add("typology.", slices.Concat(rules.Families, []string{"challenge"})...)
	own := []string{decide.ReasonListAllow, decide.ReasonFunctionLost, decide.ReasonNoLine, decide.ReasonOverLine, decide.ReasonBand, decide.ReasonStop}
	for _, code := range slices.Concat(rules.Reasons(), own) {
		add("reason."+code+".", "title", "staff", "customer")
	}
	for _, lang := range text.Languages() {
		words := bundle.For(lang)
		for _, key := range keys {
			if !words.Has(key) {
				t.Errorf("%s has no %s", lang, key)
			}
		}
		l := labels{views.Page{Texts: words}}
		for _, code := range eventFlagCodes() {
			if l.flagName(code) == plainCode(code) {
				t.Errorf("%s names the flag %s by its code", lang, code)
			}
		}
		id := models.ID(5 << 22).Public(models.PrefixDecision)
		if got := l.engineReason("challenge · " + id); got != l.typology("challenge")+" · "+id || l.engineReason("a · b") != "a · b" {
			t.Errorf("the engine's reason reads %q", got)
		}
		if got := l.flagName("lenders_own_rule"); got != "lenders own rule" {
			t.Errorf("a flag without words is called %q", got)
		}
	}
}

func TestFeatureValuesHaveTheirUnits(t *testing.T) {
	bundle, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	l := labels{views.Page{Texts: bundle.For("en")}}
	for _, c := range []struct {
		unit string
		v    float64
		want string
	}{
		{watch.UnitFen, 123_456, "¥1,234.56"}, {watch.UnitShare, 0.375, "37.5%"}, {watch.UnitFlag, 1, "Yes"}, {watch.UnitFlag, 0, "No"},
		{watch.UnitCount, 12, "12"}, {watch.UnitRatio, 2.456, "2.46×"}, {watch.UnitRatio, -0.5, "−0.5×"}, {watch.UnitHours, 1.25, "1.3 h"},
		{watch.UnitDays, 41, "41 d"}, {watch.UnitKm, 1234.6, "1,235 km"}, {watch.UnitKmh, 90, "90 km/h"}, {watch.UnitHour, 7, "7:00"},
		{watch.UnitLog, 10.246, "10.25"}, {watch.UnitScore, 612, "612"}, {"", 0.12345, "0.1235"},
	} {
		if got := l.featureValue(c.unit, c.v); got != c.want {
			t.Errorf("%v in %s is %q, want %q", c.v, c.unit, got, c.want)
		}
	}
	for micros, want := range map[int64]float64{1: 0, 421: 0.42, 9_999: 10, 12_345: 12.3, 123_456: 123} {
		if got := milliseconds(micros); got != want {
			t.Errorf("%d microseconds are %v ms, want %v", micros, got, want)
		}
	}
}
