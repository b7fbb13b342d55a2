package handlers

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"candor/engine/decide"
	"candor/models"
	"candor/views/text"
)

const (
	wordingPath    = "/policy/:version/wordings/:code"
	wordingPreview = wordingPath + "/preview"
)

// ownWords is a document with words of its own, as a file may bring them: other line ends, space around, and one of another message.
func ownWords(doc decide.Policy) decide.Policy {
	doc.Wordings = []decide.Wording{
		{Code: "appeal_received", Lang: "en", Body: "Your appeal is here, until {{.due}}."},
		{Code: "limit_raised", Lang: "en", Title: "Good news", Body: "  You now have {{.to}}.\r\n\r\nEnjoy it. "},
	}
	return doc
}

// wordingFormOf is the form as a browser sends it for a message of the draft.
func (d *desk) wordingFormOf(f *ruleFake, code string) url.Values {
	v := url.Values{"version": {"3"}}
	for _, w := range models.WordingsOf() {
		if w.Code != code {
			continue
		}
		for lang, words := range d.site.stands(&f.policy.Document, w) {
			v.Set("title."+lang, words.Title)
			v.Set("text."+lang, strings.ReplaceAll(words.Text, "\n", "\r\n"))
		}
	}
	return v
}

func (d *desk) words(f *ruleFake) *Wordings { return &Wordings{Site: d.site, Store: f} }

func (d *desk) saveWords(f *ruleFake, code string, form url.Values) *httptest.ResponseRecorder {
	return d.ask("POST", wordingPath, "/policy/2/wordings/"+code, form, d.words(f).Save)
}

func (d *desk) previewWords(f *ruleFake, code string, form url.Values) *httptest.ResponseRecorder {
	return d.ask("POST", wordingPreview, "/policy/2/wordings/"+code+"/preview", form, d.words(f).Preview)
}

// TestSavingWordsUnchangedChangesNothing sends the form of every message: the document keeps its bytes.
func TestSavingWordsUnchangedChangesNothing(t *testing.T) {
	d, f := ruleDesk(t)
	for _, doc := range []decide.Policy{decide.Default(), ownWords(decide.Default())} {
		f.policy.Document = doc
		want, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range models.WordingsOf() {
			f.saved = nil
			if r := d.saveWords(f, w.Code, d.wordingFormOf(f, w.Code)); r.Code != http.StatusSeeOther || f.saved == nil {
				t.Fatalf("%s: status %d: %s", w.Code, r.Code, r.Body)
			}
			if got, err := json.Marshal(f.saved); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s changed the document: %s, %v", w.Code, got, err)
			}
		}
	}
}

// TestWordsArePutAndDropped changes the words of a message, and looks at those of the document.
func TestWordsArePutAndDropped(t *testing.T) {
	other := ownWords(decide.Default()).Wordings[0]
	own := ownWords(decide.Default()).Wordings[1]
	for name, tt := range map[string]struct {
		fields url.Values
		want   []decide.Wording
	}{
		"another text":                  {url.Values{"text.en": {"Now {{.to}}.\r\n\r\nBye."}}, []decide.Wording{other, {Code: "limit_raised", Lang: "en", Title: "Good news", Body: "Now {{.to}}.\n\nBye."}}},
		"the other language too":        {url.Values{"text.zh-CN": {"额度为{{.to}}。"}}, []decide.Wording{other, own, {Code: "limit_raised", Lang: "zh-CN", Body: "额度为{{.to}}。"}}},
		"a title of its own":            {url.Values{"title.zh-CN": {"好消息"}}, []decide.Wording{other, own, {Code: "limit_raised", Lang: "zh-CN", Title: "好消息", Body: "您的{{.product}}额度现为 {{.to}}，此前为 {{.from}}。"}}},
		"the title follows the shipped": {url.Values{"title.en": {"Your limit is higher"}}, []decide.Wording{other, {Code: "limit_raised", Lang: "en", Body: "You now have {{.to}}.\n\nEnjoy it."}}},
		"no title":                      {url.Values{"title.en": {""}}, []decide.Wording{other, {Code: "limit_raised", Lang: "en", Body: "You now have {{.to}}.\n\nEnjoy it."}}},
		"both empty":                    {url.Values{"title.en": {""}, "text.en": {" "}}, []decide.Wording{other}},
		"as shipped":                    {url.Values{"title.en": {"Your limit is higher"}, "text.en": {"Your limit for {{.product}} is now {{.to}}. Before it was {{.from}}."}}, []decide.Wording{other}},
		"back to the shipped words":     {url.Values{"shipped": {"en"}, "text.zh-CN": {"额度为{{.to}}。"}}, []decide.Wording{other, {Code: "limit_raised", Lang: "zh-CN", Body: "额度为{{.to}}。"}}},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			f.policy.Document = ownWords(f.policy.Document)
			form := d.wordingFormOf(f, "limit_raised")
			for field, value := range tt.fields {
				form[field] = value
			}
			acceptGaps(form, d.saveWords(f, "limit_raised", form))
			if w := d.saveWords(f, "limit_raised", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/policy/2/wordings/limit_raised" {
				t.Fatalf("status %d: %s", w.Code, w.Body)
			}
			got, err := json.Marshal(f.saved.Wordings)
			if err != nil {
				t.Fatal(err)
			}
			if want, err := json.Marshal(tt.want); err != nil || !bytes.Equal(got, want) {
				t.Errorf("got %s\nwant %s, %v", got, want, err)
			}
		})
	}
}

var gapsOf = regexp.MustCompile(`name="gaps_of" value="([^"]*)"`)

// acceptGaps ticks what a refused page names, where it names anything.
func acceptGaps(form url.Values, refused *httptest.ResponseRecorder) {
	if found := gapsOf.FindStringSubmatch(refused.Body.String()); found != nil && refused.Code == http.StatusUnprocessableEntity {
		form.Set(fieldGaps, "on")
		form.Set(fieldGapsOf, found[1])
	}
}

// TestLanguagesThatNameOtherVariablesAreAccepted before they are saved: the warning names what is missing where, what was typed stays, and
// a tick holds for what it was set on alone.
func TestLanguagesThatNameOtherVariablesAreAccepted(t *testing.T) {
	d, f := ruleDesk(t)
	form := d.wordingFormOf(f, "limit_raised")
	form.Set("text.en", "Now {{.to}}.")
	w := d.saveWords(f, "limit_raised", form)
	want(t, w, http.StatusUnprocessableEntity, "{{.product}} is missing in: English", "{{.from}} is missing in: English", ">Now {{.to}}.</textarea>", `href="#f-gaps"`, "<p>Now ")
	lacks(t, w, "⟦", "is missing in: 中文", "No letter can be shown")
	form.Set(fieldGaps, "on")
	want(t, d.saveWords(f, "limit_raised", form), http.StatusUnprocessableEntity)
	form.Set(fieldGapsOf, "en:from en:product")
	form.Set("text.en", "Now {{.to}} for {{.product}}.")
	want(t, d.saveWords(f, "limit_raised", form), http.StatusUnprocessableEntity, "{{.from}} is missing")
	if f.saved != nil {
		t.Fatal("saved all the same")
	}
	form.Set(fieldGapsOf, "en:from")
	want(t, d.saveWords(f, "limit_raised", form), http.StatusSeeOther)
	if f.saved == nil || len(f.saved.Wordings) != 1 {
		t.Fatalf("saved %+v", f.saved)
	}
	form.Set("text.en", "It is higher.") // a tick does not stand for what the customer has to be told
	want(t, d.saveWords(f, "limit_raised", form), http.StatusUnprocessableEntity, `href="#f-text.en"`)

	ground := d.groundFormOf(f, "1")
	ground.Set("customer.zh-CN", "关于{{.kind}}。")
	r := d.saveGround(f, "1", ground)
	want(t, r, http.StatusUnprocessableEntity, "{{.kind}} is missing in: English", "关于{{.kind}}。</textarea>")
	acceptGaps(ground, r)
	want(t, d.saveGround(f, "1", ground), http.StatusSeeOther)
}

// TestBadWordsAreRefusedBesideTheirField breaks one field at a time. A preview says the same, and keeps nothing either.
func TestBadWordsAreRefusedBesideTheirField(t *testing.T) {
	for name, tt := range map[string]struct{ field, value, said string }{
		"another's variable":          {"text.en", "Until {{.due}}.", "Character 7: this message has no {{.due}}"},
		"a variable in the title":     {"title.zh-CN", "您的{{.score}}", "Character 3: this message has no {{.score}}"},
		"a variable without a dot":    {"text.zh-CN", "额度为{{to}}。", "Character 4: this message has no {{to}}"},
		"code for a variable":         {"text.en", `Now {{printf "%s" .to}}.`, "Character 5: this message has no"},
		"a brace that never ends":     {"text.en", "Now {{.to", "Character 5: double braces"},
		"a rule's name":               {"text.en", "Because of score_low.", "must not read this: score, score_low"},
		"a threshold":                 {"text.en", "Above 480 you may.", "must not read this: 480"},
		"a third party":               {"text.zh-CN", "第三方告诉了我们。", "must not read this: 第三方"},
		"a third party in the title":  {"title.en", "The bureau told us", "must not read this: bureau"},
		"own title without a text":    {"text.en", "", "Fill this in"},
		"too short":                   {"text.en", "Hi.", "Between 5 and 2000"},
		"too long":                    {"text.zh-CN", strings.Repeat("好", 2001), "Between 5 and 2000"},
		"title too long":              {"title.en", strings.Repeat("x", 81), "Between 0 and 80"},
		"title of two lines":          {"title.en", "Good\nnews", "Between 0 and 80"},
		"markup is text like another": {"text.en", "<script>alert(1)</script>{{.x}}", "Character 26"},
	} {
		t.Run(name, func(t *testing.T) {
			d, f := ruleDesk(t)
			f.policy.Document = ownWords(f.policy.Document)
			form := d.wordingFormOf(f, "limit_raised")
			form.Set(tt.field, tt.value)
			for status, w := range map[int]*httptest.ResponseRecorder{422: d.saveWords(f, "limit_raised", form), 200: d.previewWords(f, "limit_raised", form)} {
				want(t, w, status, tt.said, `href="#f-`+tt.field+`"`, "No letter can be shown")
				lacks(t, w, "⟦", "<no value>", "<script>alert")
			}
			if f.saved != nil {
				t.Error("saved all the same")
			}
		})
	}
}

// TestAPreviewKeepsNothing and shows what was typed as the letter it makes, with everything that must follow.
func TestAPreviewKeepsNothing(t *testing.T) {
	d, f := ruleDesk(t)
	form := d.wordingFormOf(f, "sanction_started.restrict")
	form.Set("title.en", "Please note")
	form.Set("text.en", "Switched off: {{.functions}}.")
	form.Set("text.zh-CN", "已停用：{{.functions}}。")
	w := d.previewWords(f, "sanction_started.restrict", form)
	want(t, w, 200, "<h2>Please note</h2>", "<p>Switched off: ", "<p>已停用：", "The main reason", "Appeal, by phone", `value="Please note"`)
	lacks(t, w, "⟦", "<no value>", "<p>Switched off: .", "<p>已停用：。")
	if f.saved != nil {
		t.Error("a preview was saved")
	}
	form.Set("version", "2")
	want(t, d.previewWords(f, "sanction_started.restrict", form), http.StatusConflict, `value="Please note"`, "Ben")
	f.policy.MadeBy = 8
	form.Set("version", "3")
	want(t, d.previewWords(f, "sanction_started.restrict", form), http.StatusConflict)
}

// TestWordsTypedOverAnotherDocumentStay on the page, and what no form of ours sends is refused.
func TestWordsTypedOverAnotherDocumentStay(t *testing.T) {
	d, f := ruleDesk(t)
	form := d.wordingFormOf(f, "limit_raised")
	form.Set("version", "2")
	form.Set("title.en", "Typed over another one")
	want(t, d.saveWords(f, "limit_raised", form), http.StatusConflict, `value="Typed over another one"`, "Ben")
	if f.saved != nil {
		t.Error("saved all the same")
	}
	form.Set("version", "3")
	form.Set("shipped", "fr")
	want(t, d.saveWords(f, "limit_raised", form), http.StatusBadRequest)
	form.Set("shipped", "")
	form.Set("more", "1")
	want(t, d.saveWords(f, "limit_raised", form), http.StatusBadRequest)
	form.Del("more")
	want(t, d.saveWords(f, "limit_doubled", form), http.StatusNotFound)
	want(t, d.saveWords(f, "sanction_started", form), http.StatusNotFound)
	want(t, d.ask("GET", wordingPath, "/policy/2/wordings/limit_raised?x=1", nil, d.words(f).Show), http.StatusBadRequest)
	want(t, d.ask("GET", "/policy/:version/wordings", "/policy/none/wordings", nil, d.words(f).List), http.StatusNotFound)
	f.policy.Document.Bands = nil // a fault that is not of this page
	form.Set("text.en", "Hello {{.to}} there")
	want(t, d.saveWords(f, "limit_raised", form), http.StatusUnprocessableEntity, "Another part of the document")
	f.policy = draftOf(8, models.PolicyDraft)
	f.err = &models.Refused{Code: "not_yours"}
	if w := d.saveWords(f, "limit_raised", d.wordingFormOf(f, "limit_raised")); w.Code < 400 {
		t.Errorf("another author's words: %d", w.Code)
	}
}

// TestEveryMessageHasAnExample in both languages: a letter without a gap, and no value that is only a dash.
func TestEveryMessageHasAnExample(t *testing.T) {
	s := testSite(t)
	for _, w := range models.WordingsOf() {
		for _, lang := range decide.WordingLangs() {
			page := s.letterPage(lang)
			m := wordingExample(w.Code, lang, page)
			if got := models.WordingCode(m.Template, m.Values); got != w.Code {
				t.Errorf("the example of %s is one of %s", w.Code, got)
			}
			for _, name := range w.Variables {
				if got := (letterValues{page, m.Values}).value(name); strings.ContainsAny(got, "⟦—") || got == "" {
					t.Errorf("%s (%s): %s is %q", w.Code, lang, name, got)
				}
			}
			l := writeLetter(page, &m, "")
			for _, said := range append(append(l.Body, l.Items...), l.Title) {
				if strings.ContainsAny(said, "⟦—{") || strings.Contains(said, "<no value>") || said == "" {
					t.Errorf("%s (%s) says %q", w.Code, lang, said)
				}
			}
		}
	}
}

// TestWordingPagesLookAsTheyDid compares the pages with what is checked in, in both languages.
func TestWordingPagesLookAsTheyDid(t *testing.T) {
	for _, lang := range text.Languages() {
		d, f := ruleDesk(t)
		d.visitor.User.Lang = lang
		f.policy.Document = ownWords(f.policy.Document)
		h := d.words(f)
		one := d.ask("GET", wordingPath, "/policy/2/wordings/limit_raised", nil, h.Show)
		list := d.ask("GET", "/policy/:version/wordings", "/policy/2/wordings", nil, h.List)
		f.policy.State = models.PolicyLive
		read := d.ask("GET", wordingPath, "/policy/2/wordings/limit_raised", nil, h.Show)
		for name, w := range map[string]*httptest.ResponseRecorder{"wordings": list, "wording": one, "wording-read": read} {
			t.Run(name+"."+lang, func(t *testing.T) {
				want(t, w, http.StatusOK)
				lacks(t, w, "⟦", "NaN", "%!", "<no value>", " style=", "javascript:", "<script>")
				compare(t, filepath.Join("..", "views", "testdata", name+"."+lang+".html"), versionTabs.ReplaceAllString(mainOf(w), ""))
			})
		}
		lacks(t, read, "<textarea", "/preview")
	}
}

// FuzzWordings reads any words: it never fails, and a document that is accepted has no fault and keeps the words of other messages.
func FuzzWordings(f *testing.F) {
	f.Add("limit_raised", "en", "Good news", "You have {{.to}}.")
	f.Add("appeal_upheld", "zh-CN", "", "{{.kind")
	f.Add("sanction_ended.freeze", "fr", "a\nb", "\xff}}")
	texts, err := text.Load()
	if err != nil {
		f.Fatal(err)
	}
	s := &Site{Texts: texts, Now: func() time.Time { return deskTime }, Zone: time.UTC}
	f.Fuzz(func(t *testing.T, code, lang, title, typed string) {
		for _, w := range models.WordingsOf() {
			if w.Code != code {
				continue
			}
			in := s.stands(&decide.Policy{}, w)
			in[lang] = wordingText{title, typed}
			var bad models.Invalid
			doc := s.document(ownWords(decide.Default()), w, in, &bad)
			if err := models.CheckPolicy(doc); bad.OrNil() == nil && err != nil {
				t.Fatalf("accepted with %v", err)
			}
			if code != "appeal_received" && (len(doc.Wordings) == 0 || doc.Wordings[0].Code != "appeal_received") {
				t.Fatalf("another message's words are %v", doc.Wordings)
			}
		}
	})
}

// TestWordsMustSayWhatMattersAndFitATextMessage leaves the amount out, and writes more than a text message holds.
func TestWordsMustSayWhatMattersAndFitATextMessage(t *testing.T) {
	for text, said := range map[string]string{
		"Your limit is higher.": "This message needs {{.to}}",
		"额度为{{.to}}。" + strings.Repeat("请按时还款。", 120): "As a text message this takes 12 parts; at most 10",
	} {
		d, f := ruleDesk(t)
		form := d.wordingFormOf(f, "limit_raised")
		form.Set("text.en", text)
		want(t, d.saveWords(f, "limit_raised", form), http.StatusUnprocessableEntity, said)
		if f.saved != nil {
			t.Errorf("%q was kept", text)
		}
	}
	d, f := ruleDesk(t)
	form := d.wordingFormOf(f, "limit_raised")
	form.Set("text.en", "You now have {{.to}}.")
	want(t, d.previewWords(f, "limit_raised", form), http.StatusOK, "Only one language has its own words", "You now have ¥20,000.00.", "1 part of")
}
