package handlers

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/models"
	"candor/views/text"
)

const quickPattern = "/policy/:version/reasons"

// quickFormOf is the form as a browser sends it for a list.
func quickFormOf(list []decide.QuickReason) url.Values {
	v := url.Values{"version": {"3"}}
	for i := range decide.QuickMost {
		var q decide.QuickReason
		if i < len(list) {
			q = list[i]
		}
		for _, one := range [][2]string{{"key", q.Key}, {"outcome", q.Outcome}, {"zh-CN", q.Chinese}, {"en", q.English}} {
			v.Set(quickField(i, one[0]), one[1])
		}
	}
	return v
}

func (d *desk) saveQuick(f *ruleFake, form url.Values) *httptest.ResponseRecorder {
	h := &QuickReasons{Site: d.site, Store: f}
	return d.ask("POST", quickPattern, "/policy/2/reasons", form, h.Save)
}

// ownQuick is a list of a lender's own.
func ownQuick() []decide.QuickReason {
	return []decide.QuickReason{
		{Key: "called", Outcome: decide.QuickCleared, Chinese: "已电话核实本人。", English: "Reached by telephone & confirmed."},
		{Key: "mule", Outcome: decide.QuickConfirmed, Chinese: "账户为他人所用。", English: "Others use the account."},
	}
}

// TestSavingQuickReasonsUnchangedChangesNothing: documents with the shipped list, with one of their own and from before there was one keep
// their bytes, also where the shipped ones are asked back for what has them.
func TestSavingQuickReasonsUnchangedChangesNothing(t *testing.T) {
	d, f := ruleDesk(t)
	old, own := decide.Default(), decide.Default()
	old.Quick, own.Quick = nil, ownQuick()
	for name, doc := range map[string]decide.Policy{"shipped": decide.Default(), "from before": old, "own": own} {
		f.policy.Document, f.saved = doc, nil
		want, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		form := quickFormOf(doc.QuickReasons())
		if name == "from before" {
			form.Set("shipped", "1")
		}
		if r := d.saveQuick(f, form); r.Code != http.StatusSeeOther || r.Header().Get("Location") != "/policy/2/reasons" || f.saved == nil {
			t.Fatalf("%s: status %d: %s", name, r.Code, r.Body)
		}
		if got, err := json.Marshal(f.saved); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s changed the document: %s, %v", name, got, err)
		}
	}
}

// TestQuickReasonsAreAddedMovedAndTakenAway changes the list in the form, and looks at that of the document.
func TestQuickReasonsAreAddedMovedAndTakenAway(t *testing.T) {
	shipped := decide.DefaultQuickReasons()
	turned := slices.Clone(shipped)
	slices.Reverse(turned)
	gap := slices.Clone(shipped)
	gap[2] = decide.QuickReason{Outcome: decide.QuickCleared} // its row was emptied, but for the choice
	for name, tt := range map[string]struct{ typed, want []decide.QuickReason }{
		"own words":    {ownQuick(), ownQuick()},
		"one more":     {append(slices.Clone(shipped), ownQuick()[0]), append(slices.Clone(shipped), ownQuick()[0])},
		"turned round": {turned, turned},
		"one less":     {gap, append(slices.Clone(shipped[:2]), shipped[3:]...)},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			f.policy.Document.Quick = nil
			if w := d.saveQuick(f, quickFormOf(tt.typed)); w.Code != http.StatusSeeOther || f.saved == nil {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			if !slices.Equal(f.saved.Quick, tt.want) {
				t.Errorf("got %+v\nwant %+v", f.saved.Quick, tt.want)
			}
			form := quickFormOf(tt.typed)
			form.Set("shipped", "1")
			f.policy.Document.Quick = f.saved.Quick
			if want(t, d.saveQuick(f, form), http.StatusSeeOther); !slices.Equal(f.saved.Quick, shipped) {
				t.Errorf("back to the shipped ones: %+v", f.saved.Quick)
			}
		})
	}
}

// TestBadQuickReasonsAreRefusedBesideTheirField breaks one field at a time; what was typed stays.
func TestBadQuickReasonsAreRefusedBesideTheirField(t *testing.T) {
	for name, tt := range map[string]struct{ field, value, said string }{
		"no name":       {"quick_reasons.1.key", "", "small letters, digits and underscores"},
		"a bad name":    {"quick_reasons.1.key", "Mine & yours", "small letters, digits and underscores"},
		"a name twice":  {"quick_reasons.1.key", "matches", "different from the others"},
		"no outcome":    {"quick_reasons.1.outcome", "", "Choose one"},
		"no other":      {"quick_reasons.1.outcome", "snoozed", "Choose one"},
		"one language":  {"quick_reasons.1.zh-CN", "", "Between 5 and 200"},
		"too short":     {"quick_reasons.1.en", "No.", "Between 5 and 200"},
		"two lines":     {"quick_reasons.1.en", "Theirs,\r\nall of it.", "Between 5 and 200"},
		"double braces": {"quick_reasons.1.en", "Bought at {{.shop}}.", "has no {{.shop}}"},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			form := quickFormOf(decide.DefaultQuickReasons())
			form.Set(tt.field, tt.value)
			w := d.saveQuick(f, form)
			want(t, w, http.StatusUnprocessableEntity, tt.said, `href="#f-`+tt.field+`"`, `id="f-`+tt.field+`-error"`, ", row 2: ", "The flag comes from late or wrong data.")
			lacks(t, w, "⟦")
			if f.saved != nil {
				t.Error("saved all the same")
			}
		})
	}
	d, f := ruleDesk(t)
	for _, few := range [][]decide.QuickReason{nil, ownQuick()[:1]} {
		want(t, d.saveQuick(f, quickFormOf(few)), http.StatusUnprocessableEntity, "Between 2 and 12 entries")
	}
	form := quickFormOf(ownQuick())
	form.Set("version", "2")
	want(t, d.saveQuick(f, form), http.StatusConflict, "Reached by telephone &amp; confirmed.", "Ben")
	form.Set("version", "3")
	form.Set(quickField(decide.QuickMost, "key"), "thirteenth")
	want(t, d.saveQuick(f, form), http.StatusBadRequest)
	if f.saved != nil {
		t.Error("a refused list was saved")
	}
}

// TestQuickReasonsInAPolicyLookAsTheyDid compares the editor and the list to read with what is checked in, in both languages.
func TestQuickReasonsInAPolicyLookAsTheyDid(t *testing.T) {
	for _, lang := range text.Languages() {
		d, f := ruleDesk(t)
		d.visitor.User.Lang = lang
		f.policy.Document.Quick = ownQuick()
		for i := range 8 {
			f.policy.Document.Quick = append(f.policy.Document.Quick, decide.QuickReason{Key: "more_" + strconv.Itoa(i), Outcome: decide.QuickCleared, Chinese: "没有任何异常。", English: "Nothing was wrong."})
		}
		h := &QuickReasons{Site: d.site, Store: f}
		edit := d.ask("GET", quickPattern, "/policy/2/reasons", nil, h.Show)
		f.policy.State = models.PolicyLive
		read := d.ask("GET", quickPattern, "/policy/2/reasons", nil, h.Show)
		for name, w := range map[string]*httptest.ResponseRecorder{"quick-reasons": edit, "quick-reasons-read": read} {
			t.Run(name+"."+lang, func(t *testing.T) {
				want(t, w, http.StatusOK)
				lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "javascript:", "<script>")
				compare(t, filepath.Join("..", "views", "testdata", name+"."+lang+".html"), versionTabs.ReplaceAllString(mainOf(w), ""))
			})
		}
		lacks(t, read, "<textarea", quickField(0, "key"))
		want(t, d.ask("GET", quickPattern, "/policy/2/reasons?x=1", nil, h.Show), http.StatusBadRequest)
	}
}

// TestACaseOffersTheReasonsOfThePolicy: whoever may decide has those of the policy in force in their language, the first nine by a key.
func TestACaseOffersTheReasonsOfThePolicy(t *testing.T) {
	s := testSite(t)
	until := testNow.Add(models.CaseLease / 2)
	d := caseOf(t)
	d.Case.AssigneeID, d.Case.AssigneeName, d.Case.LeaseUntil = 7, "Anna", &until
	h := &Cases{Site: s, Store: &reviewStore{detail: func() (*models.CaseDetail, error) { return d, nil }}}
	show := func(lang string) *httptest.ResponseRecorder {
		return call(s, as(t, models.RoleReviewer, lang), h.Show, http.MethodGet, "/cases/x", nil, "id", d.Case.PublicID())
	}
	want(t, show("en"), 200, `data-key="6" data-reason="Behind with payments, as flagged." data-outcome="confirmed"`)
	d.Quick = slices.Repeat(ownQuick(), 5)
	w := show("en")
	want(t, w, 200, `data-key="1" data-reason="Reached by telephone &amp; confirmed." data-outcome="cleared"`, `data-key="9"`, `<button type="button" class="chip chip-choice" data-reason="Others use the account." data-outcome="confirmed"`)
	lacks(t, w, "Behind with payments, as flagged.", `data-key="10"`, "已电话核实本人。")
	want(t, show("zh-CN"), 200, `data-reason="已电话核实本人。"`)
	d.Case.AssigneeID = 8
	lacks(t, show("en"), "data-reason=")
}

// TestQuickReasonsAreComparedByWhatHolds: a document from before they could be named differs from another by what changed of the shipped
// ones, and their order is a change.
func TestQuickReasonsAreComparedByWhatHolds(t *testing.T) {
	w := labels{testSite(t).letterPage("en")}
	old, now := decide.Default(), decide.Default()
	old.Quick = nil
	now.Quick[0].English = "All data match."
	now.Quick[1].Outcome = decide.QuickConfirmed
	now.Quick[2], now.Quick[3] = now.Quick[3], now.Quick[2]
	changes, err := comparePolicies(old, now)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range w.policyChanges(changes) {
		got = append(got, row.Field+": "+row.Before+" → "+row.After)
	}
	if wanted := []string{
		"Usual reasons · matches · In English: Checked with the customer; the data match. → All data match.",
		"Usual reasons · own · Speaks for: " + w.outcome(models.CaseCleared).Label + " → " + w.outcome(models.CaseConfirmed).Label,
		"Order of the usual reasons: matches, own, data, unexplained, identity, arrears → matches, own, unexplained, data, identity, arrears",
	}; !slices.Equal(got, wanted) {
		t.Errorf("got %q\nwant %q", got, wanted)
	}
	if same, err := comparePolicies(old, decide.Default()); err != nil || len(same) > 0 {
		t.Errorf("the shipped list differs from none: %+v, %v", same, err)
	}
}

// TestQuickReasonsMoveWithoutBeingSaved: a press moves the typed reason past its neighbour, over empty rows, and keeps every word; nothing is saved.
func TestQuickReasonsMoveWithoutBeingSaved(t *testing.T) {
	own := append(ownQuick(), decide.QuickReason{Key: "late <1>", Outcome: decide.QuickCleared, English: "Not finished"})
	gap := slices.Insert(slices.Clone(own), 1, decide.QuickReason{Outcome: decide.QuickCleared})
	for name, tt := range map[string]struct {
		typed []decide.QuickReason
		move  string
		order []int // of own
	}{
		"up":                      {own, "up.1", []int{1, 0, 2}},
		"down":                    {own, "down.1", []int{0, 2, 1}},
		"over an empty row":       {gap, "up.2", []int{1, 0, 2}},
		"down over an empty row":  {gap, "down.0", []int{1, 0, 2}},
		"the first stays":         {own, "up.0", []int{0, 1, 2}},
		"the last stays":          {own, "down.2", []int{0, 1, 2}},
		"an empty row is nothing": {gap, "up.1", []int{0, 1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			form := quickFormOf(tt.typed)
			form.Set("move", tt.move)
			w := d.saveQuick(f, form)
			if want(t, w, http.StatusOK); f.saved != nil {
				t.Fatal("it was saved")
			}
			page, last := mainOf(w), -1
			for _, i := range tt.order {
				at := strings.Index(page, html.EscapeString(own[i].English))
				if at <= last || !strings.Contains(page, `value="`+html.EscapeString(own[i].Key)+`"`) {
					t.Errorf("%q stands at %d, after %d", own[i].English, at, last)
				}
				last = at
			}
		})
	}
	d, f := ruleDesk(t)
	for _, bad := range []string{"up", "up.x", "left.1", "1", "up.99", "up.-1"} {
		form := quickFormOf(own)
		form.Set("move", bad)
		want(t, d.saveQuick(f, form), http.StatusBadRequest)
	}
	form := quickFormOf(own)
	form.Set("move", "up.1")
	form.Set("version", "2") // somebody saved the draft meanwhile
	want(t, d.saveQuick(f, form), http.StatusConflict, "Not finished")
}
