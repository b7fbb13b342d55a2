package handlers

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
)

// ladderFormOf is the form as a browser sends it for a document.
func ladderFormOf(doc decide.Policy) url.Values {
	in := ladderInputOf(&doc)
	v := url.Values{"version": {"3"}, fieldReach: in.Reach, "rest.kind": {in.Rest.Kind}, "rest.minutes": {in.Rest.Minutes}}
	for name, value := range in.Single {
		v.Set(name, value)
	}
	for i, c := range append(in.Cutoffs, cutoffInput{}) {
		v.Set(cutoffField(i, "risk"), c.Risk)
		v.Set(cutoffField(i, "outcome"), c.Outcome)
	}
	for i, c := range append(in.Challenge, challengeInput{}) {
		v.Set(challengeField(i, "family"), c.Family)
		v.Set(challengeField(i, "kind"), c.Kind)
		v.Set(challengeField(i, "minutes"), c.Minutes)
	}
	for i, f := range in.Floors {
		v.Set(floorField(i), f)
	}
	return v
}

func (d *desk) saveLadder(f *ruleFake, form url.Values) *httptest.ResponseRecorder {
	return d.ask("POST", "/policy/:version/ladder", "/policy/2/ladder", form, (&Ladder{Site: d.site, Store: f}).Save)
}

// TestSavingTheLadderUnchangedChangesNothing keeps the bytes of the document.
func TestSavingTheLadderUnchangedChangesNothing(t *testing.T) {
	d, f := ruleDesk(t)
	f.policy.Document.Events.Bands = []decide.BandFloor{{Band: "fair", Outcome: rules.Monitor}, {Band: "poor", Outcome: rules.Hold}}
	if w := d.saveLadder(f, ladderFormOf(f.policy.Document)); w.Code != http.StatusSeeOther || f.saved == nil {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	was, err := json.Marshal(f.policy.Document)
	if err != nil {
		t.Fatal(err)
	}
	if is, err := json.Marshal(f.saved); err != nil || !bytes.Equal(is, was) {
		t.Errorf("%s\n%s, %v", was, is, err)
	}
}

// TestTheLadderIsChanged in each of its lists.
func TestTheLadderIsChanged(t *testing.T) {
	d, f := ruleDesk(t)
	form := ladderFormOf(f.policy.Document)
	form.Set(cutoffField(3, "risk"), "50") // the spare row goes to its place
	form.Set(cutoffField(3, "outcome"), "step_up")
	form.Set(cutoffField(2, "risk"), "")
	form.Set(challengeField(0, "family"), "")
	form.Set(challengeField(3, "family"), "ring")
	form.Set(challengeField(3, "kind"), "face")
	form.Set(challengeField(3, "minutes"), "45")
	form.Set(floorField(1), "monitor")
	form.Set(fieldCutTo, "12.5")
	form.Set("events.hold_hours", "48")
	form[fieldReach] = []string{"draw"}
	if w := d.saveLadder(f, form); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	e := f.saved.Events
	if len(e.Cutoffs) != 3 || e.Cutoffs[1] != (decide.Cutoff{Risk: 50, Outcome: rules.StepUp}) || e.Cutoffs[2].Risk != 65 {
		t.Errorf("cut-offs %+v", e.Cutoffs)
	}
	if n := len(e.Challenge); n != 4 || e.Challenge[2] != (decide.ChallengeRule{Family: "ring", Kind: "face", Minutes: 45}) || e.Challenge[n-1].Family != "" {
		t.Errorf("challenges %+v", e.Challenge)
	}
	if len(e.Bands) != 2 || e.Bands[1] != (decide.BandFloor{Band: "fair", Outcome: rules.Monitor}) {
		t.Errorf("floors %+v", e.Bands)
	}
	if e.Measures.CutBP != 1250 || e.HoldHours != 48 || len(e.Measures.RestrictReach) != 1 || len(e.Rules) != len(f.policy.Document.Events.Rules) {
		t.Errorf("%+v, %d", e.Measures, e.HoldHours)
	}
}

// TestABadLadderIsRefusedBesideItsField breaks one field at a time.
func TestABadLadderIsRefusedBesideItsField(t *testing.T) {
	for name, tt := range map[string]struct{ field, value, at, said string }{
		"risk in words":       {cutoffField(0, "risk"), "low", cutoffField(0, "risk"), "A number"},
		"risk of 101":         {cutoffField(2, "risk"), "101", cutoffField(2, "risk"), "Between 1 and 100"},
		"risk twice":          {cutoffField(0, "risk"), "65", cutoffField(1, "risk"), "Must be above 65"},
		"no outcome":          {cutoffField(0, "outcome"), "", cutoffField(0, "outcome"), "Choose one"},
		"unknown floor":       {floorField(1), "maybe", floorField(1), "Choose one"},
		"group twice":         {challengeField(1, "family"), "cash_out", challengeField(2, "family"), "different"},
		"nothing asked":       {challengeField(0, "kind"), "", challengeField(0, "kind"), "Choose one"},
		"no time":             {challengeField(0, "minutes"), "", challengeField(0, "minutes"), "Fill this in"},
		"nothing for others":  {"rest.kind", "", "rest.kind", "Choose one"},
		"too long for others": {"rest.minutes", "99999", "rest.minutes", "Between 1 and"},
		"cut to all":          {fieldCutTo, "100", fieldCutTo, "Between"},
		"no days":             {"events.measures.cut_days", "0", "events.measures.cut_days", "Between 1 and 365"},
		"freeze before":       {"events.measures.freeze_after", "1", "events.measures.freeze_after", "Between 2 and 100"},
		"nothing taken away":  {fieldReach, "", fieldReach, "Choose one"},
		"clock of a week":     {"events.skew_seconds", "604800", "events.skew_seconds", "Between 0 and 86400"},
		"no hours":            {"events.hold_hours", "", "events.hold_hours", "Fill this in"},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			form := ladderFormOf(f.policy.Document)
			form.Set(tt.field, tt.value)
			w := d.saveLadder(f, form)
			want(t, w, http.StatusUnprocessableEntity, tt.said, `href="#f-`+tt.at+`"`)
			lacks(t, w, "⟦", "<no value>")
			if f.saved != nil {
				t.Error("saved all the same")
			}
		})
	}
	d, f := ruleDesk(t)
	old := ladderFormOf(f.policy.Document)
	old.Set("version", "2")
	old.Set("events.hold_hours", "33")
	want(t, d.saveLadder(f, old), http.StatusConflict, `value="33"`, "Ben")
	old.Set("more", "1")
	want(t, d.saveLadder(f, old), http.StatusBadRequest)
	f.policy.MadeBy = 8
	f.err = &models.Refused{Code: "not_yours"}
	if w := d.saveLadder(f, ladderFormOf(f.policy.Document)); w.Code < 400 {
		t.Errorf("another author's ladder: %d", w.Code)
	}
}

// FuzzRuleForm reads any form of a rule and of a ladder: it never fails, and a document that is
// accepted has no fault.
func FuzzRuleForm(f *testing.F) {
	f.Add("cash_out", "hour > 1", "35", "50.5", "allow", 3)
	f.Add("", "hour >\n\t((", "-1", "", "", 40)
	f.Add("a_b", "'\xff' in []", "1e9", "١٢", "x", -1)
	f.Fuzz(func(t *testing.T, name, condition, number, percent, lane string, row int) {
		values := url.Values{
			"key": {name}, "family": {name}, "reason": {name}, "intent": {condition}, "when": {condition}, "outcome": {lane}, "risk": {number}, "severity": {number}, "lane": {lane},
			"kinds": {name, lane}, cutoffField(row, "risk"): {number}, cutoffField(row, "outcome"): {lane}, challengeField(row, "family"): {name},
			challengeField(row, "minutes"): {number}, floorField(row): {lane}, fieldCutTo: {percent}, "rest.minutes": {number}, "events.skew_seconds": {strconv.Itoa(row)},
		}
		form := &form{Values: values}
		in, ladder := readRule(form), readLadder(form)
		for _, key := range []string{"", "sudden_spending"} {
			var bad models.Invalid
			doc := in.put(decide.Default(), key, &bad)
			if faults := doc.Check(); bad.OrNil() == nil && len(faults) > 0 {
				t.Fatalf("accepted with %v", faults)
			}
		}
		var bad models.Invalid
		doc := ladder.document(decide.Default(), &bad)
		if faults := doc.Check(); bad.OrNil() == nil && len(faults) > 0 {
			t.Fatalf("accepted with %v", faults)
		}
	})
}

// TestTheLadderIsTriedAsItIsTyped posts the editor of a draft to be tried on one decision or on an account's latest: what was typed
// counts, stays in the form and is not stored; what is asked and done stands beside the outcome.
func TestTheLadderIsTriedAsItIsTyped(t *testing.T) {
	account, decision := models.ID(1<<40).Public(models.PrefixAccount), (models.ID(1) << models.IDBits).Public(models.PrefixDecision)
	for name, tt := range map[string]struct {
		on, risk string
		found    error
		status   int
		says     []string
		tried    bool
	}{
		"on a decision":          {decision, "1", nil, 200, []string{"It is not saved", "1 event under version 1", "Follows here", "Document within 77 minutes", `data-dirty="1"`, `value="77"`}, true},
		"on an account":          {account, "1", nil, 200, []string{"3 events", "Follows now"}, true},
		"by the lender's number": {"A-1", "1", nil, 200, []string{"3 events"}, true},
		"on nothing":             {" ", "1", nil, 422, []string{"Fill this in."}, false},
		"on nobody":              {"A-9", "1", &models.Invalid{Fields: map[string]models.Problem{"number": {Code: "no_such_account"}}}, 422, []string{"No account has this number.", `value="A-9"`}, false},
		"with a broken cut-off":  {decision, "101", nil, 422, []string{`value="101"`, `value="77"`}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			f.found = tt.found
			form := ladderFormOf(f.policy.Document)
			for i := range f.policy.Document.Bands { // whoever spends is asked for something
				form.Set(floorField(i), string(rules.StepUp))
			}
			for i := range cutoffRows {
				form.Del(cutoffField(i, "risk"))
			}
			form.Set(cutoffField(0, "risk"), tt.risk)
			form.Set(cutoffField(0, "outcome"), string(rules.StepUp))
			for i := range challengeRows {
				form.Del(challengeField(i, "family"))
			}
			form.Set("rest.kind", "document")
			form.Set("rest.minutes", "77")
			form.Set("do", "try")
			form.Set(unsavedField, tt.on)
			w := d.saveLadder(f, form)
			want(t, w, tt.status, tt.says...)
			lacks(t, w, "⟦", "<no value>")
			if tt.status != 200 {
				lacks(t, w, "It is not saved")
			}
			if f.saved != nil || (f.doc.Events != nil) != tt.tried {
				t.Errorf("saved %v, tried %v", f.saved, f.doc.Events)
			}
		})
	}
}

// TestOnlyWhoSeesScoresTriesTheLadder: the field is not there for others, and what they post is refused, as it is for another's draft.
func TestOnlyWhoSeesScoresTriesTheLadder(t *testing.T) {
	d, f := ruleDesk(t)
	form := ladderFormOf(f.policy.Document)
	form.Set("do", "try")
	form.Set(unsavedField, "A-1")
	d.visitor.Roles[0].Permissions = []models.Permission{models.PermPolicyRead, models.PermPolicyEdit}
	if w := d.saveLadder(f, form); w.Code != http.StatusForbidden || f.doc.Events != nil {
		t.Errorf("without scores: %d", w.Code)
	}
	lacks(t, d.ask(http.MethodGet, "/policy/:version/ladder", "/policy/2/ladder", nil, (&Ladder{Site: d.site, Store: f}).Show), unsavedField)
	d.visitor.Roles[0].Permissions = append(d.visitor.Roles[0].Permissions, models.PermScoreRead)
	f.policy.MadeBy = 99
	if w := d.saveLadder(f, form); w.Code != http.StatusForbidden || f.doc.Events != nil {
		t.Errorf("another's draft: %d", w.Code)
	}
}
