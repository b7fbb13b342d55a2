package decide_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/decide"
)

// TestEditsOfWordingsKeepTheOthers puts and drops one wording of any list: the rest keeps its words and its order, and the policy
// that was edited keeps its own list.
func TestEditsOfWordingsKeepTheOthers(t *testing.T) {
	codes := []string{"limit_raised", "limit_lowered", "appeal_received"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) decide.Wording {
			return decide.Wording{
				Code: rapid.SampledFrom(codes).Draw(t, label+" code"), Lang: rapid.SampledFrom(decide.WordingLangs()).Draw(t, label+" lang"),
				Body: rapid.StringMatching(`[a-z]{5,9}`).Draw(t, label+" body"),
			}
		}
		var p decide.Policy
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			if w := draw("old"); !slices.ContainsFunc(p.Wordings, func(o decide.Wording) bool { return o.Code == w.Code && o.Lang == w.Lang }) {
				p.Wordings = append(p.Wordings, w)
			}
		}
		was, w := slices.Clone(p.Wordings), draw("new")
		others := func(q decide.Policy) (list []decide.Wording) {
			for _, o := range q.Wordings {
				if o.Code != w.Code || o.Lang != w.Lang {
					list = append(list, o)
				}
			}
			return list
		}
		put := p.PutWording(w)
		if got, ok := put.WordingFor(w.Code, w.Lang); !ok || got != w {
			t.Fatalf("put %+v, found %+v", w, got)
		}
		if _, had := p.WordingFor(w.Code, w.Lang); had != (len(put.Wordings) == len(was)) {
			t.Fatalf("%d wordings became %d", len(was), len(put.Wordings))
		}
		dropped := put.DropWording(w.Code, w.Lang)
		if _, still := dropped.WordingFor(w.Code, w.Lang); still {
			t.Fatal("dropped, and still there")
		}
		for _, q := range []decide.Policy{put, dropped} {
			if d := cmp.Diff(others(p), others(q)); d != "" {
				t.Fatal(d)
			}
		}
		if d := cmp.Diff(was, p.Wordings); d != "" {
			t.Fatalf("the edited policy changed: %s", d)
		}
	})
}

// TestDroppingTheLastWordingLeavesNone keeps the document's bytes: an empty list is no list.
func TestDroppingTheLastWordingLeavesNone(t *testing.T) {
	p := decide.Policy{}.PutWording(decide.Wording{Code: "limit_raised", Lang: "en", Body: "Good day."})
	if got := p.DropWording("limit_raised", "zh-CN"); len(got.Wordings) != 1 {
		t.Errorf("another language's words went: %+v", got.Wordings)
	}
	if got := p.DropWording("limit_raised", "en"); got.Wordings != nil {
		t.Errorf("left %+v", got.Wordings)
	}
}
