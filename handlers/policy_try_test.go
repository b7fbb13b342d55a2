package handlers

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
)

// TestTryingAsksForOneThingAndSaysWhatDiffers on the page of a rule and on the page of tries.
func TestTryingAsksForOneThingAndSaysWhatDiffers(t *testing.T) {
	d, f := ruleDesk(t)
	decision, account := (models.ID(1) << models.IDBits).Public(models.PrefixDecision), models.ID(1<<40).Public(models.PrefixAccount)
	mine := rules.Rule{Key: "mine", Family: "own", When: "amount_fen > 500000", Outcome: rules.Decline, Risk: 9, Reason: "mine", On: true}
	f.policy.Document = f.policy.Document.PutRule("mine", mine)
	const try, one = "/policy/:version/try", "/policy/:version/rules/:key"
	want(t, d.get(f, try, "/policy/2/try"), 200, "Nothing is stored")
	w := d.get(f, try, "/policy/2/try?event="+decision)
	want(t, w, 200, "1 event under version 1", "differ: 1", "declined", "allowed")
	lacks(t, w, "⟦", "<no value>")
	want(t, d.get(f, try, "/policy/2/try?account="+account), 200, "3 events", "differ: 3")
	if f.tried.Account != 1<<40 || f.tried.Rule != "" || f.doc.RuleAt("mine") < 0 {
		t.Errorf("asked for %+v", f.tried)
	}
	want(t, d.get(f, one, "/policy/2/rules/mine?event="+decision), 200, "has no such rule", "¥6,000.00", "above ¥5,000.00")
	w = d.get(f, try, "/policy/2/try?rule=mine&account="+account)
	want(t, w, 200, "Choose one to see", "rule=mine", "fired", "no such rule")
	want(t, d.get(f, try, "/policy/2/try?event="+models.ID(77).Public(models.PrefixDecision)), 200, "no such decision")
	for _, bad := range []string{"?event=x", "?account=" + decision, "?event=A-1"} {
		want(t, d.get(f, try, "/policy/2/try"+bad), http.StatusUnprocessableEntity, "Choose one")
	}
	want(t, d.get(f, try, "/policy/2/try?rule=nobody"), 400)
	want(t, d.get(f, try, "/policy/2/try?number=A-1"), 400)
	d.visitor.Roles[0].Permissions = []models.Permission{models.PermPolicyRead}
	want(t, d.get(f, try, "/policy/2/try?event="+decision), http.StatusForbidden)
	lacks(t, d.get(f, one, "/policy/2/rules/mine"), "Try this rule")
}

// TestALendersNumberStaysOutOfTheAddress: it is posted, and the answer leads to the public id.
func TestALendersNumberStaysOutOfTheAddress(t *testing.T) {
	d, f := ruleDesk(t)
	post := func(form url.Values) (int, string, string) {
		w := d.ask("POST", "/policy/:version/try", "/policy/2/try", form, d.editor(f).Find)
		return w.Code, w.Header().Get("Location"), w.Body.String()
	}
	code, to, _ := post(url.Values{"number": {"13800000000"}, "rule": {"sudden_spending"}})
	if code != http.StatusSeeOther || to != "/policy/2/try?account="+models.ID(1<<40).Public(models.PrefixAccount)+"&rule=sudden_spending#try" {
		t.Errorf("%d to %s", code, to)
	}
	if code, _, _ := post(url.Values{"number": {""}}); code != http.StatusUnprocessableEntity {
		t.Errorf("no number: %d", code)
	}
	if code, _, _ := post(url.Values{"number": {"1"}, "rule": {"nobody"}}); code != http.StatusBadRequest {
		t.Errorf("no such rule: %d", code)
	}
	bad := &models.Invalid{}
	bad.Add("number", "no_such_account")
	f.found = bad
	w := d.ask("POST", "/policy/:version/try", "/policy/2/try", url.Values{"number": {"A-9"}}, d.editor(f).Find)
	want(t, w, http.StatusUnprocessableEntity, "No account has this number", `value="A-9"`)
}

// TestARuleIsTriedAsItIsTyped posts the editor's form to be tried: what was typed decides, stays
// in the form and is not stored.
func TestARuleIsTriedAsItIsTyped(t *testing.T) {
	decision, account := (models.ID(1) << models.IDBits).Public(models.PrefixDecision), models.ID(1<<40).Public(models.PrefixAccount)
	mine := rules.Rule{Key: "mine", Family: "own", When: "amount_fen > 700000", Outcome: rules.Decline, Risk: 9, Reason: "mine", On: true}
	for name, tt := range map[string]struct {
		key, when, on string
		status        int
		says          []string
		tried         models.TryEvents
	}{
		"a saved rule on a decision": {"mine", "amount_fen > 500000", decision, 200, []string{"It is not saved", "differ: 1", "above ¥5,000.00", `data-dirty="1"`}, models.TryEvents{Event: 1 << models.IDBits, Rule: "mine"}},
		"a new rule on an account":   {"", "amount_fen > 500000", account, 200, []string{"It is not saved", "differ: 3", "above ¥5,000.00"}, models.TryEvents{Account: 1 << 40, Rule: "mine"}},
		"by the lender's number":     {"mine", "amount_fen > 500000", "A-1", 200, []string{"differ: 3", `value="A-1"`}, models.TryEvents{Account: 1 << 40, Rule: "mine"}},
		"on nothing":                 {"mine", "amount_fen > 500000", "", 422, []string{"Fill this in."}, models.TryEvents{}},
		"a broken condition":         {"mine", "amount_fen >", decision, 422, []string{"something is missing here", decision}, models.TryEvents{}},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			if tt.key != "" {
				f.policy.Document = f.policy.Document.PutRule("mine", mine)
			}
			typed := mine
			typed.When = tt.when
			form := ruleFormOf(&typed)
			form.Set("do", "try")
			form.Set("try", tt.on)
			w := d.saveRule(f, tt.key, form)
			want(t, w, tt.status, append(tt.says, html.EscapeString(tt.when))...)
			if f.saved != nil || f.tried != tt.tried {
				t.Errorf("stored %v, tried %+v", f.saved != nil, f.tried)
			}
		})
	}
	d, f := ruleDesk(t)
	f.policy.Document = f.policy.Document.PutRule("mine", mine)
	form := ruleFormOf(&mine)
	form.Set("try", "A-1") // Enter in the field: saved, and tried
	if w := d.saveRule(f, "mine", form); w.Header().Get("Location") != "/policy/2/rules/mine?account="+account+"#try" || f.saved == nil {
		t.Errorf("saved %v, to %s", f.saved != nil, w.Header().Get("Location"))
	}
	f.found = &models.Invalid{Fields: map[string]models.Problem{"number": {Code: "no_such_account"}}}
	form.Set("do", "try")
	want(t, d.saveRule(f, "mine", form), 422, "No account has this number")
	f.policy.MadeBy = 8
	want(t, d.saveRule(f, "mine", form), 403)
}

// TestWhatFollowsSaysHowFarAndHowLong: what a version would ask and do after an event, by its own measures and times.
func TestWhatFollowsSaysHowFarAndHowLong(t *testing.T) {
	site := testSite(t)
	m := decide.Measures{CutBP: 4_000, CutDays: 9, RestrictDays: 1, RestrictReach: []string{"draw", "transfer"}, ReviewDays: 3}
	for lang, texts := range map[string][]string{
		"en": {
			"—", "Face match within 15 minutes", "Limit cut to 40% for 9 days", "Restriction for 1 day: cash draws, transfers out",
			"Freeze proposed to a person, looked at again after 3 days",
		},
		"zh-CN": {"—", "人脸比对，限时 15 分钟", "额度降至 40%，持续 9 天", "", ""},
	} {
		words := labels{views.Page{Lang: lang, Texts: site.Texts.For(lang)}}
		for i, r := range []decide.EventResult{{}, {Challenge: "face", Minutes: 15}, {Sanction: "limit_cut"}, {Sanction: "restrict"}, {Sanction: "freeze"}} {
			if got := words.follows(&r, &m); texts[i] != "" && got != texts[i] || strings.Contains(got, "⟦") {
				t.Errorf("%s: %+v follows %q, want %q", lang, r, got, texts[i])
			}
		}
	}
}
