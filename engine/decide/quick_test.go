package decide_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"candor/engine/decide"
)

// TestFaultsOfQuickReasons breaks one thing of the list at a time.
func TestFaultsOfQuickReasons(t *testing.T) {
	with := func(change func(list []decide.QuickReason)) []decide.QuickReason {
		list := decide.DefaultQuickReasons()
		change(list)
		return list
	}
	many := func(n int) (list []decide.QuickReason) {
		for i := range n {
			list = append(list, decide.QuickReason{Key: "reason_" + strconv.Itoa(i), Outcome: decide.QuickCleared, Chinese: "没有任何异常。", English: "Nothing was wrong."})
		}
		return list
	}
	for name, tt := range map[string]struct {
		list []decide.QuickReason
		want []string
	}{
		"shipped":           {decide.DefaultQuickReasons(), nil},
		"none":              {nil, nil},
		"one":               {many(1), []string{"quick_reasons"}},
		"two":               {many(2), nil},
		"twelve":            {many(12), nil},
		"thirteen":          {many(13), []string{"quick_reasons"}},
		"no key":            {with(func(l []decide.QuickReason) { l[1].Key = "" }), []string{"quick_reasons.1.key"}},
		"a key with spaces": {with(func(l []decide.QuickReason) { l[1].Key = "my own" }), []string{"quick_reasons.1.key"}},
		"the same key":      {with(func(l []decide.QuickReason) { l[5].Key = "own" }), []string{"quick_reasons.5.key"}},
		"another outcome":   {with(func(l []decide.QuickReason) { l[0].Outcome = "snoozed" }), []string{"quick_reasons.0.outcome"}},
		"one language":      {with(func(l []decide.QuickReason) { l[2].Chinese = " " }), []string{"quick_reasons.2.zh-CN"}},
		"too short":         {with(func(l []decide.QuickReason) { l[2].English = "No." }), []string{"quick_reasons.2.en"}},
		"the longest":       {with(func(l []decide.QuickReason) { l[2].Chinese = strings.Repeat("长", 200) }), nil},
		"too long":          {with(func(l []decide.QuickReason) { l[2].Chinese = strings.Repeat("长", 201) }), []string{"quick_reasons.2.zh-CN"}},
		"two lines":         {with(func(l []decide.QuickReason) { l[2].English = "Late or\nwrong data." }), []string{"quick_reasons.2.en"}},
	} {
		p := decide.Default()
		p.Quick = tt.list
		var fields []string
		for _, f := range p.Check() {
			fields = append(fields, f.Field)
		}
		if !slices.Equal(fields, tt.want) {
			t.Errorf("%s: faults at %v, want %v", name, fields, tt.want)
		}
	}
}

// TestADocumentKeepsItsFormWhileItsReasonsAreShipped: only other reasons than the shipped ones are written into a document without any.
func TestADocumentKeepsItsFormWhileItsReasonsAreShipped(t *testing.T) {
	old := before()
	if p := old.WithQuickReasons(decide.DefaultQuickReasons()); p.Quick != nil {
		t.Error("the shipped reasons were written into an old document")
	}
	turned := decide.DefaultQuickReasons()
	slices.Reverse(turned)
	p := old.WithQuickReasons(turned)
	if !slices.Equal(p.QuickReasons(), turned) || old.Quick != nil {
		t.Errorf("own reasons: %v, those of the old document: %v", p.Quick, old.Quick)
	}
	if back := p.WithQuickReasons(decide.DefaultQuickReasons()); !slices.Equal(back.Quick, decide.DefaultQuickReasons()) {
		t.Errorf("back to the shipped ones: %v", back.Quick)
	}
	p.QuickReasons()[0].Key = "changed"
	if p.Quick[0].Key == "changed" {
		t.Error("who reads the list can change it")
	}
}
