package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
	"candor/views/text"
)

// TestSavingARuleUnchangedChangesNothing sends the form of every shipped rule, with the line ends of
// a browser: the document keeps its bytes.
func TestSavingARuleUnchangedChangesNothing(t *testing.T) {
	want, err := json.Marshal(decide.Default())
	if err != nil {
		t.Fatal(err)
	}
	d, f := ruleDesk(t)
	for _, r := range f.policy.Document.Events.Rules {
		f.saved = nil
		form := ruleFormOf(&r)
		form.Set("intent", r.Intent+"\r\n")
		if w := d.saveRule(f, r.Key, form); w.Code != http.StatusSeeOther || f.saved == nil {
			t.Fatalf("%s: status %d, %s", r.Key, w.Code, w.Body)
		}
		got, err := json.Marshal(f.saved)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s changed the document: %v", r.Key, err)
		}
	}
}

// TestBadRulesAreRefusedBesideTheirField breaks one field of a rule at a time.
func TestBadRulesAreRefusedBesideTheirField(t *testing.T) {
	for name, tt := range map[string]struct{ field, value, at, said string }{
		"no key":             {"key", "", "key", "1 to 64 small letters"},
		"key of another":     {"key", "sudden_spending", "key", "different from the others"},
		"key with a space":   {"key", "a b", "key", "1 to 64 small letters"},
		"no group":           {"family", "", "family", "1 to 64 small letters"},
		"long intent":        {"intent", strings.Repeat("x", 1001), "intent", "Between 0 and 1000"},
		"no condition":       {"when", "", "when", "Write a condition"},
		"unknown field":      {"when", "hour > 1 and\r\n  mood > 2", "when", "Line 2, column 3: there is no field “mood”"},
		"ends too early":     {"when", "hour > 1 and (", "when", "Line 1, column 15: the condition ends too early"},
		"not a condition":    {"when", "hour + 1", "when", "true or false"},
		"a function":         {"when", "len(kind) > 1", "when", "the only function is known"},
		"texts in order":     {"when", "kind > 1", "when", "do not go together"},
		"empty list":         {"when", "hour in []", "when", "a list of numbers or of texts"},
		"too many parts":     {"when", strings.Repeat("hour + ", 120) + "1 > 2", "when", "more than 200 parts"},
		"too long":           {"when", "hour > 1 " + strings.Repeat("or hour > 1 ", 200), "when", "longer than 2,000 bytes"},
		"unknown outcome":    {"outcome", "maybe", "outcome", "Choose one"},
		"risk in words":      {"risk", "high", "risk", "A number"},
		"no risk":            {"risk", "", "risk", "Fill this in"},
		"too much risk":      {"risk", "101", "risk", "Between 0 and 100"},
		"severity of five":   {"severity", "5", "severity", "Between 0 and 4"},
		"no reason":          {"reason", "", "reason", "1 to 64 small letters"},
		"unknown sanction":   {"sanction", "jail", "sanction", "Choose one"},
		"unknown kind":       {"kinds", "gift", "kinds", "Choose one"},
		"unknown lane":       {"lane", "fast", "lane", "Choose one"},
		"allow with outcome": {"lane", "allow", "outcome", "only lets through"},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			r := f.policy.Document.Events.Rules[0]
			form := ruleFormOf(&r)
			form.Set(tt.field, tt.value)
			w := d.saveRule(f, r.Key, form)
			want(t, w, http.StatusUnprocessableEntity, tt.said, `href="#f-`+tt.at+`"`)
			lacks(t, w, "⟦", "<no value>")
			if f.saved != nil {
				t.Error("saved all the same")
			}
			if tt.field == "when" && tt.value != "" && len(tt.value) < 500 { // what was typed stays
				want(t, w, http.StatusUnprocessableEntity, strings.Split(strings.ReplaceAll(tt.value, ">", "&gt;"), "\r\n")[0])
			}
		})
	}
}

// TestEveryFaultOfAConditionHasASentence in both languages, with the place and the word.
func TestEveryFaultOfAConditionHasASentence(t *testing.T) {
	for _, lang := range text.Languages() {
		p := views.Page{Texts: testSite(t).Texts.For(lang)}
		for _, code := range []string{
			"ends", rules.FaultEmpty, rules.FaultTooLong, rules.FaultTooComplex, rules.FaultEncoding, rules.FaultSyntax, rules.FaultUnknownName, rules.FaultFunction,
			rules.FaultConstruct, rules.FaultOperator, rules.FaultType, rules.FaultNotCondition, rules.FaultList, rules.FaultEmptyText, rules.FaultNumber,
		} {
			if said := p.T("invalid.condition_"+code, "line", 2, "column", 3, "near", "mood"); strings.ContainsAny(said, "⟦<") {
				t.Errorf("%s: %s says %s", lang, code, said)
			}
		}
	}
}

// TestARuleIsAddedClonedSwitchedMovedAndRemoved takes each step and looks at the document.
func TestARuleIsAddedClonedSwitchedMovedAndRemoved(t *testing.T) {
	d, f := ruleDesk(t)
	first, n := f.policy.Document.Events.Rules[0], len(f.policy.Document.Events.Rules)
	ask := func(step, to string) int {
		h := d.editor(f)
		handler := map[string]echo.HandlerFunc{"switch": h.Switch, "move": h.Move, "remove": h.Remove}[step]
		f.saved = nil
		return d.ask("POST", "/policy/:version/rules/:key/"+step, "/policy/2/rules/"+first.Key+"/"+step, url.Values{"version": {"3"}, "to": {to}}, handler).Code
	}
	if code := ask("switch", "off"); code != http.StatusSeeOther || f.saved.Events.Rules[0].On || !f.policy.Document.Events.Rules[0].On {
		t.Errorf("switched: %d", code)
	}
	if code := ask("move", "down"); code != http.StatusSeeOther || f.saved.Events.Rules[1].Key != first.Key {
		t.Errorf("moved: %d", code)
	}
	if code := ask("remove", ""); code != http.StatusSeeOther || len(f.saved.Events.Rules) != n-1 || f.saved.RuleAt(first.Key) >= 0 {
		t.Errorf("removed: %d", code)
	}
	for _, bad := range [][2]string{{"switch", "maybe"}, {"move", "sideways"}} {
		if code := ask(bad[0], bad[1]); code != http.StatusBadRequest || f.saved != nil {
			t.Errorf("%v: %d", bad, code)
		}
	}
	want(t, d.get(f, "/policy/:version/new-rule", "/policy/2/new-rule?from="+first.Key), 200, first.Key+"_2", "mean of")
	want(t, d.get(f, "/policy/:version/new-rule", "/policy/2/new-rule?from=nobody"), 404)
	want(t, d.get(f, "/policy/:version/new-rule", "/policy/2/new-rule"), 200, "cannot be read yet")
	added := rules.Rule{Key: "mine", Family: "own_group", When: "hour < 3", Outcome: rules.Hold, Risk: 9, Reason: "mine", On: true}
	f.saved = nil
	if w := d.saveRule(f, "", ruleFormOf(&added)); w.Code != http.StatusSeeOther || len(f.saved.Events.Rules) != n+1 || f.saved.Events.Rules[n].When != "hour < 3" {
		t.Errorf("added: %d", w.Code)
	}
}

// TestALateChangeOfARuleKeepsWhatWasTyped: somebody changed the draft in another window.
func TestALateChangeOfARuleKeepsWhatWasTyped(t *testing.T) {
	d, f := ruleDesk(t)
	r := f.policy.Document.Events.Rules[0]
	r.When = "hour < 3 and is_draw == 1"
	old := ruleFormOf(&r)
	old.Set("version", "2")
	want(t, d.saveRule(f, r.Key, old), http.StatusConflict, "hour &lt; 3 and is_draw == 1", "Ben")
	f.err = models.ErrConflict
	want(t, d.saveRule(f, r.Key, ruleFormOf(&r)), http.StatusConflict, "hour &lt; 3 and is_draw == 1", "Ben")
	gone := ruleFormOf(&r)
	want(t, d.saveRule(f, "nobody", gone), http.StatusConflict, "hour &lt; 3 and is_draw == 1")
	gone.Set("hidden", "1")
	want(t, d.saveRule(f, r.Key, gone), http.StatusBadRequest)
	f.err = errors.New("disk full")
	want(t, d.saveRule(f, r.Key, ruleFormOf(&r)), http.StatusInternalServerError)
}

// TestOnlyTheAuthorOfADraftSeesAnEditor tells readers and other authors from the draft's own.
func TestOnlyTheAuthorOfADraftSeesAnEditor(t *testing.T) {
	d, f := ruleDesk(t)
	const list, one = "/policy/2/rules", "/policy/2/rules/ring_device"
	key := f.policy.Document.Events.Rules[0].Key
	want(t, d.get(f, "/policy/:version/rules", list), 200, "/policy/2/new-rule", "/move")
	for _, change := range []func(){
		func() { f.policy.MadeBy = 8 }, func() { f.policy = draftOf(7, models.PolicySubmitted) },
		func() {
			f.policy = draftOf(7, models.PolicyDraft)
			d.visitor.Roles[0].Permissions = []models.Permission{models.PermPolicyRead}
		},
	} {
		change()
		lacks(t, d.get(f, "/policy/:version/rules", list), "new-rule", "/move", "/switch")
		w := d.get(f, "/policy/:version/rules/:key", "/policy/2/rules/"+key)
		want(t, w, 200, "In plain words")
		lacks(t, w, "name=\"when\"", "/remove", "/switch")
		want(t, d.get(f, "/policy/:version/new-rule", "/policy/2/new-rule"), http.StatusConflict)
	}
	want(t, d.get(f, "/policy/:version/rules/:key", one+"_nobody"), 404)
	want(t, d.get(f, "/policy/:version/rules", list+"?family=nobody"), 400)
	want(t, d.get(f, "/policy/:version/rules", list+"?on=maybe"), 400)
	f.policy.Document.Events = nil
	want(t, d.get(f, "/policy/:version/rules", list), 200, "before events were decided")
}

// TestFieldsSayWhatTheyAre lists, searches and warns.
func TestFieldsSayWhatTheyAre(t *testing.T) {
	d, f := ruleDesk(t)
	const fields = "/policy/:version/fields"
	want(t, d.get(f, fields, "/policy/2/fields"), 200, "amount_fen", "travel_km", "km/h", "category", "never", "100%", "last 2,000 events", "number, a count; may be up to about a minute old")
	w := d.get(f, fields, "/policy/2/fields?find=travel")
	want(t, w, 200, `id="field-travel_km"`)
	lacks(t, w, `id="field-amount_fen"`, "⟦")
	lacks(t, d.get(f, fields, "/policy/2/fields?group=text"), `id="field-amount_fen"`)
	want(t, d.get(f, fields, "/policy/2/fields?find=nothing_like_it"), 200, "Clear")
	want(t, d.get(f, fields, "/policy/2/fields?group=nobody"), 400)
	w = d.get(f, "/policy/:version/rules/:key", "/policy/2/rules/impossible_travel")
	want(t, w, 200, "Never observed on the last 2,000 events")
	f.seen = models.FieldsSeen{}
	lacks(t, d.get(f, "/policy/:version/rules/:key", "/policy/2/rules/impossible_travel"), "Never observed")
}

// versionTabs is the row of pages of a version, which other pages' tests look at.
var versionTabs = regexp.MustCompile(`(?s)<nav class="tabs".*?</nav>`)

// TestRulePagesLookAsTheyDid compares the pages with what is checked in, in both languages.
func TestRulePagesLookAsTheyDid(t *testing.T) {
	for _, lang := range text.Languages() {
		d, f := ruleDesk(t)
		d.visitor.User.Lang = lang
		f.policy.Document.Events.Rules = f.policy.Document.Events.Rules[:3]
		f.policy.Document.Events.Rules[1].On = false
		allow := rules.Rule{Key: "salary_card", Family: "trusted", When: `known(merchant_seen) and (hour in [9, 10] or not (amount_ratio > 2)) and category not in ["x"] and amount_fen < 0.4 * limit_fen`,
			Outcome: rules.Allow, Reason: "salary_card", Lane: rules.LaneAllow, On: true, Kinds: []string{"purchase"}}
		f.policy.Document = f.policy.Document.PutRule("salary_card", allow)
		decision := (models.ID(1) << models.IDBits).Public(models.PrefixDecision)
		for name, w := range map[string]*httptest.ResponseRecorder{
			"rules": d.get(f, "/policy/:version/rules", "/policy/2/rules"), "rule": d.get(f, "/policy/:version/rules/:key", "/policy/2/rules/salary_card?event="+decision),
			"rule-try": d.get(f, "/policy/:version/try", "/policy/2/try?rule=salary_card&account="+models.ID(1<<40).Public(models.PrefixAccount)),
			"ladder":   d.ask("GET", "/policy/:version/ladder", "/policy/2/ladder", nil, (&Ladder{Site: d.site, Store: f}).Show),
		} {
			t.Run(name+"."+lang, func(t *testing.T) {
				want(t, w, http.StatusOK)
				lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "javascript:", "<script>")
				compare(t, filepath.Join("..", "views", "testdata", name+"."+lang+".html"), versionTabs.ReplaceAllString(mainOf(w), ""))
			})
		}
	}
}
