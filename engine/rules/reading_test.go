package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// spell writes a reading the way the tree writes itself, to hold one against the other.
func spell(r *Reading) string {
	part := func(i int) string { return "(" + spell(&r.Parts[i]) + ")" }
	switch r.Op {
	case "true", "false":
		return r.Op
	case "not":
		return "not " + part(0)
	case "?:":
		return part(0) + " ? " + part(1) + " : " + part(2)
	case "and", "or":
		all := make([]string, len(r.Parts))
		for i := range r.Parts {
			all[i] = part(i)
		}
		return strings.Join(all, " "+r.Op+" ")
	case "known":
		return "known(" + spellTerm(r.Left) + ")"
	case "in", "not in":
		all := make([]string, len(r.List))
		for i := range r.List {
			all[i] = spellTerm(&r.List[i])
		}
		return spellTerm(r.Left) + " " + r.Op + " [" + strings.Join(all, ", ") + "]"
	}
	return spellTerm(r.Left) + " " + r.Op + " " + spellTerm(r.Right)
}

func spellTerm(t *Term) string {
	switch {
	case t.Op == "number":
		return fmt.Sprint(t.Number)
	case t.Op == "text":
		return fmt.Sprintf("%q", t.Text)
	case t.Op == "feature":
		return t.Text
	case t.Op == "?:":
		return "((" + spell(t.If) + ") ? " + spellTerm(&t.Parts[0]) + " : " + spellTerm(&t.Parts[1]) + ")"
	case len(t.Parts) == 1:
		return "(-" + spellTerm(&t.Parts[0]) + ")"
	}
	return "(" + spellTerm(&t.Parts[0]) + " " + t.Op + " " + spellTerm(&t.Parts[1]) + ")"
}

// TestAReadingSaysWhatTheConditionDoes reads every shipped condition and a few odd ones, spells what was read, and compiles
// that: it is the same tree.
func TestAReadingSaysWhatTheConditionDoes(t *testing.T) {
	list := []string{"true", "not (score > 1)", "score in [1, -2]", "channel not in ['a', 'b']", "known(channel)", "score > 1 ? hour < 2 : hour > 3",
		"(known(score) ? score / 2 : -hour) % 3 == 1", "'a' == channel", "-score * 2 + hour - 1 <= hour"}
	env := Env{Numbers: []string{"score", "hour"}, Texts: []string{"channel"}}
	for _, r := range Shipped() {
		list = append(list, r.When)
		read, _ := Read(r.When, everything())
		if read == nil {
			t.Fatalf("%s cannot be read", r.Key)
		}
	}
	for _, text := range list {
		e := env
		if !strings.Contains(text, "channel") && !strings.Contains(text, "score") && text != "true" {
			e = everything()
		}
		r, fault := Read(text, e)
		if fault != nil {
			r, fault = Read(text, everything())
			e = everything()
		}
		if fault != nil {
			t.Fatalf("%s: %v", text, fault)
		}
		again, fault := Read(spell(r), e)
		if fault != nil || spell(again) != spell(r) {
			t.Errorf("%s reads as %s, and that as %v (%v)", text, spell(r), again, fault)
		}
		a, _ := condition(text, &e, typed(&e))
		b, _ := condition(spell(r), &e, typed(&e))
		if a.String() != b.String() {
			t.Errorf("%s is %s, its reading %s", text, a, b)
		}
	}
	r, _ := Read("hour > 1 and (score in [1] or known(channel)) and hour < score", env)
	if got := r.Names(); !slices.Equal(got, []string{"hour", "score", "channel"}) {
		t.Errorf("names %v", got)
	}
}

// everything is a catalogue with every name that the shipped rules use.
func everything() Env {
	e := Env{Texts: []string{"kind", "product", "category", "status", "band"}}
	seen := map[string]bool{}
	for _, r := range Shipped() {
		for _, word := range strings.FieldsFunc(r.When, func(c rune) bool { return c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') }) {
			if identifier.MatchString(word) && !slices.Contains(reserved, word) && !slices.Contains(e.Texts, word) && !seen[word] {
				seen[word] = true
				e.Numbers = append(e.Numbers, word)
			}
		}
	}
	return e
}

// TestReadRefusesAsCompileDoes and says near which word.
func TestReadRefusesAsCompileDoes(t *testing.T) {
	env := Env{Numbers: []string{"hour"}, Texts: []string{"channel"}}
	for text, want := range map[string]string{
		"hour > 1 and\n  moood == 2": "unknown_name 2:3 moood", "hour >": "syntax 1:7 ", "hour > 1 and (": "syntax 1:15 ", "len(channel) > 1": "function_refused 1:1 len",
		"hour ?? 2 > 1": "syntax 1:11 >", "channel > 1": "type_mismatch 1:9 >", "hour + 1": "not_a_condition 1:6 +", "hour in []": "list_refused 1:9 [",
		"channel == ''": "empty_text 1:12 '", "hour > 99999999999999999": "number_out_of_range 1:8 99999999999999999", "": "empty 1:1 ", "hour > \xff": "not_utf8 1:1 ",
	} {
		_, fault := Read(text, env)
		if fault == nil {
			t.Errorf("%q is read", text)
			continue
		}
		if got := fmt.Sprintf("%s %d:%d %s", fault.Code, fault.Line, fault.Column, fault.Near); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if _, fault := Read("true", Env{Numbers: []string{"NO"}}); fault == nil {
		t.Error("a catalogue with a bad name is taken")
	}
}
