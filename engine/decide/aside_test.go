package decide_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"candor/engine/decide"
	"candor/engine/rules"
)

// TestARuleSetAsideDoesNotFire holds what setting aside reaches, and what it never does.
func TestARuleSetAsideDoesNotFire(t *testing.T) {
	freezes := rule("freezes", "amount_fen > 0", rules.Hold, 60)
	freezes.Sanction = "freeze"
	m := monitorOf(t, append(ladder(), broken, freezes)...)
	mild := monitorOf(t, ladder()...)
	aside := func(in decide.EventInput, keys ...string) decide.EventInput {
		in.Aside = keys
		return in
	}
	fired := func(r decide.EventResult) (keys []string) {
		for _, f := range r.Fired {
			keys = append(keys, f.Rule)
		}
		return keys
	}
	for name, c := range map[string]struct {
		m       *decide.Monitor
		in      decide.EventInput
		outcome rules.Outcome
		fired   []string
		aside   []string
	}{
		"the strongest":              {mild, aside(purchase(500), "over_hundred"), rules.Monitor, []string{"over_ten", "over_one"}, []string{"over_hundred"}},
		"without it":                 {mild, purchase(500), rules.StepUp, []string{"over_hundred", "over_ten", "over_one"}, nil},
		"one that does not hold":     {mild, aside(purchase(50), "over_hundred"), rules.Monitor, []string{"over_ten", "over_one"}, nil},
		"one that is none":           {mild, aside(purchase(50), "no_such"), rules.Monitor, []string{"over_ten", "over_one"}, nil},
		"one that declines":          {mild, aside(purchase(20_000), "over_all", "over_thousand"), rules.Decline, []string{"over_all", "over_hundred", "over_ten", "over_one"}, []string{"over_thousand"}},
		"one that wants a freeze":    {m, aside(purchase(50), "freezes"), rules.Hold, []string{"freezes", "over_ten", "over_one"}, nil},
		"one that fails":             {m, aside(set(purchase(50), "hour", 0), "broken"), rules.Hold, []string{"freezes", "over_ten", "over_one"}, nil},
		"what is on a block list":    {mild, aside(listed(purchase(50), "block"), "over_ten"), rules.Decline, []string{"over_one"}, []string{"over_ten"}},
		"everything that would fire": {mild, aside(purchase(50), "over_ten", "over_one"), rules.Allow, nil, []string{"over_one", "over_ten"}},
	} {
		r := c.m.Decide(&c.in)
		if r.Outcome != c.outcome || !cmp.Equal(fired(r), c.fired) || !cmp.Equal(r.Aside, c.aside) {
			t.Errorf("%s: %s, fired %v, aside %v", name, r.Outcome, fired(r), r.Aside)
		}
		result, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if same, _, err := c.m.Replay(c.in.Append(nil), result); err != nil || !same {
			t.Errorf("%s does not come out again: %v", name, err)
		}
	}
}

// TestInputsOfBeforeKeepTheirBytes holds that nothing is added to an input for which no rule is set aside.
func TestInputsOfBeforeKeepTheirBytes(t *testing.T) {
	in := listed(purchase(50), "watch")
	was := in.Append(nil)
	if was[1]&32 != 0 {
		t.Errorf("flags %b", was[1])
	}
	in.Aside = []string{"over_ten"}
	is := in.Append(nil)
	if is[1] != was[1]|32 || len(is) != len(was)+2+len("over_ten") || !bytes.HasSuffix(is, was[len(was)-2:]) {
		t.Errorf("%x became %x", was, is)
	}
	none := append([]byte{}, was...)
	none[1] |= 32 // says that there are some, and there are none
	if _, err := decide.DecodeEventInput(none); err == nil {
		t.Error("an input whose flags lie was read")
	}
}
