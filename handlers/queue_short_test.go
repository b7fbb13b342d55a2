package handlers

import (
	"net/url"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestAShortViewIsTheViewAgain: whatever narrows a view, what its rows carry leads back to it, and is no longer than it was.
func TestAShortViewIsTheViewAgain(t *testing.T) {
	values := map[string][]string{
		"severity": {"4", "!3", "4,2", "!4,3"}, "code": {"over_limit", "!manual", "a~b", "x y", "ü"}, "source": {"model", "!rule"}, "band": {"poor", "!very_good"},
		"queue": {"lead", "!first"}, "who": {"mine", "free", "usr_0000000000001"}, "due": {"soon"}, "changed": {"1"}, "state": {"snoozed", "closed"},
		"score_min": {"400"}, "score_max": {"600", "-1"}, "exposure": {"1000", "12.50"}, "exposure_max": {"2000", "90.50"},
		"due_from": {"2026-11-20"}, "due_to": {"2026-11-22", "soon"}, "late_min": {"1", "-1"}, "late_max": {"30"}, "flagged_from": {"2026-11-01"}, "flagged_to": {"2026-11-02"},
		"sort": {"risk", "due", "newest", "oldest", "due_last"}, "density": {"compact"},
		"product": {"paylater", "!cashloan", "paylater,cashloan"}, "appeal": {"open", "!ever", "soon"}, "hardship": {"yes", "no", "maybe"}, "payment": {"yes", "no", "maybe"},
		"outcome": {"confirmed", "!cleared"}, "group": {"ring", "!bust_out,ring"}, "thing": {"device.00000000000000ab"}, "batch": {"bat_0000000000001"},
		"tag":  {"ring", "!vip", "团伙"},
		"cols": {"account", "who,account,severity", "account,nothing"},
	}
	rapid.Check(t, func(t *rapid.T) {
		q := url.Values{}
		for _, name := range queueFields {
			if !slices.Contains(places, name) && rapid.Bool().Draw(t, name) {
				q.Set(name, rapid.SampledFrom(values[name]).Draw(t, "value of "+name))
			}
		}
		view := viewQuery(q)
		short := shortView(view)
		if whole := wholeView(short); whole != view.Encode() {
			t.Fatalf("%s became %s, which is %s", view.Encode(), short, whole)
		}
		if len(url.QueryEscape(short)) > len(url.QueryEscape(view.Encode())) {
			t.Fatalf("%s is longer than %s", short, view.Encode())
		}
	})
}

// TestLettersOfShortViewsAreDistinct: every field of a view and every column has one, and no two the same.
func TestLettersOfShortViewsAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range queueFields {
		letter := viewLetters[name]
		if slices.Contains(places, name) {
			continue
		}
		if len(letter) != 1 || seen[letter] {
			t.Errorf("field %s has the letter %q", name, letter)
		}
		seen[letter] = true
	}
	columns := map[byte]bool{}
	for _, c := range queueColumns {
		if c.letter == 0 || columns[c.letter] {
			t.Errorf("column %s has the letter %q", c.key, c.letter)
		}
		columns[c.letter] = true
	}
}

// TestAViewThatIsNoneIsRefused: what no page of ours writes is not read as some view.
func TestAViewThatIsNoneIsRefused(t *testing.T) {
	h := &Queue{Site: testSite(t), Store: &reviewStore{}}
	for _, view := range []string{"~", "~~", "~z1", "~s9", "~kaa", "~kaz", "~k.", "~k.zzzzzzz", "~k.!", "~q", "~rnothing", "~s3&at=1", "x"} {
		w := call(h.Site, as(t, "reviewer", "en"), h.New, "GET", "/queue/new?"+url.Values{"view": {view}, "since": {"1"}}.Encode(), nil)
		if view == "~q" { // a field without a value narrows nothing
			want(t, w, 200)
			continue
		}
		want(t, w, 400)
	}
}
