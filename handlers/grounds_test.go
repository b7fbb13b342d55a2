package handlers

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"candor/engine/decide"
	"candor/models"
)

const groundPath = "/policy/:version/grounds/:code"

// ownGrounds is a document with grounds of its own, as a file may bring them: other line ends, and space around.
func ownGrounds(doc decide.Policy) decide.Policy {
	doc.Grounds = []decide.Ground{
		{Code: "2", Lang: "en", Title: "Explained", Reason: "They explained it.", Customer: "You explained the {{.kind}}."},
		{Code: "4", Lang: "en", Title: "Paid", Reason: "  Paid since {{.received}}.\r\nAll of it. "},
	}
	return doc
}

// groundFormOf is the form as a browser sends it for a ground of the draft.
func (d *desk) groundFormOf(f *ruleFake, code string) url.Values {
	v := url.Values{"version": {"3"}}
	for lang, g := range d.site.groundStands(&f.policy.Document, code) {
		for _, name := range groundKind.names {
			v.Set(wordingField(name, lang), strings.ReplaceAll(groundPart(g, name), "\n", "\r\n"))
		}
	}
	return v
}

func (d *desk) saveGround(f *ruleFake, code string, form url.Values) *httptest.ResponseRecorder {
	h := &Grounds{Site: d.site, Store: f}
	return d.ask("POST", groundPath, "/policy/2/grounds/"+code, form, h.Save)
}

// TestSavingGroundsUnchangedChangesNothing sends the form of every ground: the document keeps its bytes.
func TestSavingGroundsUnchangedChangesNothing(t *testing.T) {
	d, f := ruleDesk(t)
	for _, doc := range []decide.Policy{decide.Default(), ownGrounds(decide.Default())} {
		f.policy.Document = doc
		want, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range decide.GroundCodes() {
			f.saved = nil
			if r := d.saveGround(f, code, d.groundFormOf(f, code)); r.Code != http.StatusSeeOther || f.saved == nil {
				t.Fatalf("%s: status %d: %s", code, r.Code, r.Body)
			}
			if got, err := json.Marshal(f.saved); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s changed the document: %s, %v", code, got, err)
			}
		}
	}
}

// TestGroundsArePutAndDropped changes the words of a ground, and looks at those of the document.
func TestGroundsArePutAndDropped(t *testing.T) {
	own := ownGrounds(decide.Default()).Grounds
	paid := decide.Ground{Code: "4", Lang: "en", Title: "Paid", Reason: "Paid since {{.received}}.\nAll of it."}
	told := paid
	told.Customer = "You paid it."
	for name, tt := range map[string]struct {
		fields url.Values
		want   []decide.Ground
	}{
		"told to the customer": {url.Values{"customer.en": {"You paid it."}}, []decide.Ground{own[0], told}},
		"the other language":   {url.Values{"customer.zh-CN": {""}}, []decide.Ground{own[0], own[1], {Code: "4", Lang: "zh-CN", Title: "欠款已还清", Reason: "逾期款项已全部还清，目前没有逾期。"}}},
		"all empty":            {url.Values{"title.en": {""}, "grounds.en": {" "}, "customer.en": {""}}, own[:1]},
		"back to the shipped":  {url.Values{"shipped": {"en"}}, own[:1]},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			f.policy.Document = ownGrounds(f.policy.Document)
			form := d.groundFormOf(f, "4")
			for field, value := range tt.fields {
				form[field] = value
			}
			acceptGaps(form, d.saveGround(f, "4", form))
			if w := d.saveGround(f, "4", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/policy/2/grounds/4" {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			got, err := json.Marshal(f.saved.Grounds)
			if err != nil {
				t.Fatal(err)
			}
			if want, err := json.Marshal(tt.want); err != nil || !bytes.Equal(got, want) {
				t.Errorf("got %s\nwant %s, %v", got, want, err)
			}
		})
	}
}

// TestBadGroundsAreRefusedBesideTheirField breaks one field at a time; what was typed stays.
func TestBadGroundsAreRefusedBesideTheirField(t *testing.T) {
	for name, tt := range map[string]struct{ field, value, said string }{
		"another's variable":      {"customer.en", "Until {{.due}}.", "Character 7: this message has no {{.due}}"},
		"a variable in the title": {"title.en", "{{.kind}}", "Character 1: this message has no {{.kind}}"},
		"a brace that never ends": {"grounds.zh-CN", "原因是{{.kind", "Character 4: double braces"},
		"a rule's name":           {"customer.en", "Because of score_low.", "must not read this: score, score_low"},
		"a third party":           {"customer.zh-CN", "第三方告诉了我们。", "must not read this: 第三方"},
		"no title":                {"title.en", "", "Between 1 and 40"},
		"too short":               {"grounds.en", "No.", "Between 5 and 500"},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			form := d.groundFormOf(f, "1")
			form.Set(tt.field, tt.value)
			w := d.saveGround(f, "1", form)
			want(t, w, http.StatusUnprocessableEntity, tt.said, `href="#f-`+tt.field+`"`)
			lacks(t, w, "⟦")
			if f.saved != nil {
				t.Error("saved all the same")
			}
		})
	}
	d, f := ruleDesk(t)
	form := d.groundFormOf(f, "1")
	form.Set("grounds.en", "It says score_low, for the record.") // staff may read that
	want(t, d.saveGround(f, "1", form), http.StatusSeeOther)
	form.Set("version", "2")
	form.Set("title.en", "Typed over another")
	want(t, d.saveGround(f, "1", form), http.StatusConflict, `value="Typed over another"`, "Ben")
	form.Set("version", "3")
	want(t, d.saveGround(f, "10", form), http.StatusNotFound)
	form.Set("shipped", "fr")
	want(t, d.saveGround(f, "1", form), http.StatusBadRequest)
	form.Set("shipped", "")
	form.Set("more", "1")
	want(t, d.saveGround(f, "1", form), http.StatusBadRequest)
}

// TestGroundPagesToReadAndToWrite looks at the list and one ground, as the author and as a reader.
func TestGroundPagesToReadAndToWrite(t *testing.T) {
	d, f := ruleDesk(t)
	f.policy.Document = ownGrounds(f.policy.Document)
	h := &Grounds{Site: d.site, Store: f}
	list := d.ask("GET", "/policy/:version/grounds", "/policy/2/grounds", nil, h.List)
	want(t, list, 200, "They explained it.", "Identity proven", "身份已核实", "The customer is told nothing of it.", `href="/policy/2/grounds/9"`)
	lacks(t, list, "⟦")
	one := d.ask("GET", groundPath, "/policy/2/grounds/2", nil, h.Show)
	want(t, one, 200, `name="customer.zh-CN"`, "Only one language has words of your own", `value="en"`, "{{.received}}", "Payments explained")
	lacks(t, one, "⟦")
	f.policy.State = models.PolicyLive
	read := d.ask("GET", groundPath, "/policy/2/grounds/2", nil, h.Show)
	want(t, read, 200, "They explained it.")
	lacks(t, read, `name="customer.en"`)
}

// TestAGroundIsFilledInBothLanguages: the reviewer reads the reason in their language, the customer in theirs, with the measure and the
// day in words.
func TestAGroundIsFilledInBothLanguages(t *testing.T) {
	s := measureSite(t)
	f := newFakeCase()
	h := &Appeals{s, fakeAppeals{fakeCase: f}}
	d, err := h.Store.Appeal(t.Context(), f.appeal.ID)
	if err != nil {
		t.Fatal(err)
	}
	d.Policy.Document.Grounds = []decide.Ground{
		{Code: "1", Lang: "en", Title: "Seen", Reason: "Seen on {{.received}}.", Customer: "About the {{.kind}}."},
		{Code: "1", Lang: "zh-CN", Title: "已看", Reason: "已看。", Customer: "关于{{.kind}}，{{.received}}。"},
	}
	d.Appeal.Lang = "zh-CN"
	one := s.appealParagraphs(s.letterPage("en"), d)[0]
	if one.Title != "Seen" || one.Text != "Seen on "+s.letterPage("en").Date(d.Appeal.ReceivedAt)+"." || !strings.HasPrefix(one.Customer, "关于冻结，20") {
		t.Errorf("%+v", one)
	}
	if got := s.appealParagraphs(s.letterPage("en"), d)[1]; got.Title != "Payments explained" || got.Customer != "您已说明相关付款，凭证与记录一致。" {
		t.Errorf("shipped %+v", got)
	}
}
