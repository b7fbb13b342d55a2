package decide_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"candor/engine/decide"
)

// TestEditsOfGroundsKeepTheOthers puts and drops one ground of any list: the rest keeps its words and its order, and the policy that
// was edited keeps its own list.
func TestEditsOfGroundsKeepTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) decide.Ground {
			return decide.Ground{
				Code: rapid.SampledFrom(decide.GroundCodes()).Draw(t, label+" code"), Lang: rapid.SampledFrom(decide.WordingLangs()).Draw(t, label+" lang"),
				Title: "t", Reason: rapid.StringMatching(`[a-z]{5,9}`).Draw(t, label+" reason"),
			}
		}
		var p decide.Policy
		for range rapid.IntRange(0, 8).Draw(t, "n") {
			p = p.PutGround(draw("old"))
		}
		was, g := slices.Clone(p.Grounds), draw("new")
		put := p.PutGround(g)
		if got, ok := put.GroundFor(g.Code, g.Lang); !ok || got != g || len(put.Check()) != len(p.Check()) {
			t.Fatalf("put %+v, found %+v", g, got)
		}
		dropped := put.DropGround(g.Code, g.Lang)
		if _, still := dropped.GroundFor(g.Code, g.Lang); still || (len(dropped.Grounds) == 0) != (dropped.Grounds == nil) {
			t.Fatal("dropped, and still there")
		}
		same := cmpopts.EquateEmpty()
		others := slices.DeleteFunc(slices.Clone(was), func(o decide.Ground) bool { return o.Code == g.Code && o.Lang == g.Lang })
		if d := cmp.Diff(others, slices.DeleteFunc(slices.Clone(put.Grounds), func(o decide.Ground) bool { return o == g }), same); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(was, p.Grounds); d != "" {
			t.Fatalf("the edited policy changed: %s", d)
		}
	})
}

func TestGroundsAreChecked(t *testing.T) {
	good := decide.Ground{Code: "1", Lang: "en", Title: "Proven", Reason: "It is proven."}
	with := func(change func(*decide.Ground)) []decide.Ground { g := good; change(&g); return []decide.Ground{g} }
	for name, tt := range map[string]struct {
		grounds []decide.Ground
		want    []string
	}{
		"sound":            {[]decide.Ground{good}, nil},
		"with a customer":  {with(func(g *decide.Ground) { g.Customer = "We saw it." }), nil},
		"twice":            {[]decide.Ground{good, good}, []string{"appeal_grounds.1.code"}},
		"no such digit":    {with(func(g *decide.Ground) { g.Code = "0" }), []string{"appeal_grounds.0.code"}},
		"another language": {with(func(g *decide.Ground) { g.Lang = "fr" }), []string{"appeal_grounds.0.lang"}},
		"no title":         {with(func(g *decide.Ground) { g.Title = " " }), []string{"appeal_grounds.0.title"}},
		"two lines":        {with(func(g *decide.Ground) { g.Title = "a\nb" }), []string{"appeal_grounds.0.title"}},
		"no words":         {with(func(g *decide.Ground) { g.Reason = "" }), []string{"appeal_grounds.0.grounds"}},
		"too many":         {with(func(g *decide.Ground) { g.Customer = strings.Repeat("x", 501) }), []string{"appeal_grounds.0.customer"}},
	} {
		p := decide.Default()
		p.Grounds = tt.grounds
		var fields []string
		for _, f := range p.Check() {
			fields = append(fields, f.Field)
		}
		if !slices.Equal(fields, tt.want) {
			t.Errorf("%s: faults at %v, want %v", name, fields, tt.want)
		}
	}
}
