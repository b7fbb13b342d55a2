package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// form is a form of a page that posts, with what it would send.
type form struct {
	Action string
	Coded  string // how its fields are put into the body
	Fields []entry
	page   string
}

// entry is one name of a form: Free where a person may type any text, Most its longest length.
type entry struct {
	Name, Value, Kind string
	Free              bool
	Most              int
}

// formsOf reads the forms of a page that post text and need no file. A choice that has not been made is made: the first of it.
const formsOf = `JSON.stringify([...document.querySelectorAll("form[method=post]:not(:has([type=file][required]))")].map(f => ({
	Action: f.getAttribute("action") || location.pathname, Coded: f.enctype,
	Fields: [...f.elements].filter(e => e.name && !e.disabled && !["file", "image"].includes(e.type)).filter((e, i, all) =>
		(!["checkbox", "radio", "submit"].includes(e.type) || e.checked || all.findIndex(o => o.name === e.name) === i)).map(e => ({
			Name: e.name, Kind: e.type, Most: e.maxLength,
			Value: e.value || (e.options ? ([...e.options].find(o => o.value) || {}).value || "" : ""),
			Free: (e.type === "textarea" || ["text", "search", "email", "tel", "url"].includes(e.type)) && !e.readOnly,
		})),
})).filter(f => f.Fields.some(x => x.Free)))`

// forms is the forms of the page that is open.
func (b *browser) forms() []form {
	b.t.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](formsOf))
	var forms []form
	if err == nil {
		err = json.Unmarshal([]byte(found), &forms)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	for i := range forms {
		forms[i].page = b.path()
	}
	return forms
}

// names is the fields of a form, sorted.
func (f form) names() string {
	var names []string
	for _, x := range f.Fields {
		names = append(names, x.Name)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ",")
}

// tame is what a field takes whose hostile text was refused: once a word, then a number.
func (x entry) tame(n, refusals int) string {
	switch {
	case x.Value != "":
		return x.Value
	case refusals == 1:
		return fmt.Sprintf("word%d", n)
	}
	return "1"
}

// filled is the form with hostile texts where any text may be typed, but tame ones where they were refused; what else it asks for has an answer.
func (f form) filled(n int, refusals map[string]int) form {
	all := hostile()
	fields := slices.Clone(f.Fields)
	for i, x := range fields {
		switch {
		case x.Kind == "password":
			fields[i].Value = testPassword
		case x.Kind == "date" && x.Value == "":
			fields[i].Value = time.Now().AddDate(0, 0, 20).Format("2006-01-02")
		case x.Kind == "number" && x.Value == "":
			fields[i].Value = "1"
		case x.Free && refusals[x.Name] > 0:
			fields[i].Value = x.tame(n, refusals[x.Name])
		}
		if !x.Free || refusals[x.Name] > 0 {
			continue
		}
		text := all[(n+i)%len(all)]
		if x.Kind == "textarea" {
			text = strings.Join(all[:30], "\n")
		}
		text = strings.ReplaceAll(text, "@", "") // which a note takes for a person's name
		if runes := []rune(text); x.Most > 0 && len(runes) > x.Most {
			text = string(runes[:x.Most])
		}
		fields[i].Value = text
	}
	return form{Action: f.Action, Coded: f.Coded, Fields: fields, page: f.page}
}

// send posts a form from the page that is open, past what a browser would refuse to send, and returns the status.
func (b *browser) send(f form) int {
	b.t.Helper()
	sent, err := json.Marshal(f)
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const f = %s, form = document.createElement("form");
		form.method = "post"; form.action = f.Action; form.enctype = f.Coded; form.hidden = true;
		for (const x of f.Fields) {
			const e = document.createElement("textarea");
			e.name = x.Name; e.value = x.Value;
			form.append(e);
		}
		document.body.append(form);
		HTMLFormElement.prototype.submit.call(form);
	})()`, sent)))
	if err != nil {
		b.t.Fatalf("post %s: %v", f.Action, err)
	}
	return int(r.Status)
}

// refused is the names of the fields that the page that is open says are wrong.
func (b *browser) refused() map[string]bool {
	b.t.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`[...document.querySelectorAll("[aria-invalid=true]")].map(e => e.name).join(" ")`))
	if err != nil {
		b.t.Fatal(err)
	}
	names := map[string]bool{}
	for _, name := range strings.Fields(found) {
		names[name] = true
	}
	return names
}

// pathOnly is what differs between addresses of forms of one kind.
var pathOnly = regexp.MustCompile(`/([a-z]{3}_[0-9a-z]{13}|[0-9]+)(/|$)`)

// notSent is forms that end the test's own session or key, or answer with a file.
var notSent = []string{"/signin", "/signout", "/profile/password", "/accounts/search", "/keys/rotate", "/keys/retire"}

// TestHostileWordsInEveryForm fills every text field of every form of every page with hostile texts and sends it: what is refused is shown
// again as it was typed, what is taken is stored. Machines send them in every string of what they may send. Then every page is opened again:
// nothing runs, no dialog opens, the content policy is never broken, no page fails.
func TestHostileWordsInEveryForm(t *testing.T) {
	t.Parallel()
	f := fullLender(t)
	f.machines()
	b := newBrowser(t, f.base, look{})
	b.signIn("en")
	found := map[string]form{}
	for _, href := range f.opened(f.crawl(t, "en", "en", f.starts), 2, map[string]bool{}, map[string]int{}) {
		b.open(href)
		for _, one := range b.forms() {
			kind := pathOnly.ReplaceAllString(one.Action, "/") + one.names()
			if _, there := found[kind]; !there && !slices.Contains(notSent, one.Action) && !strings.HasSuffix(one.Action, "/dossier") && len(found) < 200 {
				found[kind] = one
			}
		}
	}
	if len(found) < 20 {
		t.Fatalf("only %d kinds of form were found", len(found))
	}
	taken := 0
	for i, kind := range slices.Sorted(maps.Keys(found)) {
		if b.attacks(found[kind], i) {
			taken++
		}
	}
	if taken < 8 {
		t.Errorf("only %d of %d forms took a hostile text: the test is no test", taken, len(found))
	}
	shown := 0
	pages := f.opened(f.crawl(t, "en", "en", f.starts), 1, map[string]bool{}, map[string]int{})
	for _, href := range pages {
		if status := b.open(href); status != http.StatusOK {
			t.Errorf("%s answers %d", href, status)
		}
		b.clean(href)
		if strings.Contains(b.text("body"), "alert(1)") {
			shown++
		}
	}
	t.Logf("%d forms, %d taken; %d of %d pages show what was stored", len(found), taken, shown, len(pages))
	if shown < 8 {
		t.Errorf("only %d pages show a hostile text", shown)
	}
}

// attacks sends a form full of hostile texts, and twice more with tame ones in the fields that were refused. It reports whether one was taken.
func (b *browser) attacks(f form, n int) bool {
	b.t.Helper()
	refusals := map[string]int{}
	for range 3 {
		b.open(f.page)
		hostile := f.filled(n, refusals)
		status := b.send(hostile)
		b.clean(f.Action)
		switch {
		case status >= 500:
			b.t.Errorf("%s answers %d", f.Action, status)
			return false
		case status < 300:
			return true
		case status != http.StatusUnprocessableEntity:
			return false
		}
		for name := range b.refused() {
			refusals[name]++
		}
		b.keeps(hostile)
	}
	return false
}

// keeps fails when a refused form does not show what was typed.
func (b *browser) keeps(f form) {
	b.t.Helper()
	for _, x := range f.Fields {
		if !x.Free || x.Value == "" {
			continue
		}
		name, err := json.Marshal(x.Name)
		if err != nil {
			b.t.Fatal(err)
		}
		typed, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](fmt.Sprintf(`[...document.querySelectorAll("main [name]")].filter(e => e.name === %s).map(e => e.value).join("\n")`, name)))
		if err != nil {
			b.t.Fatal(err)
		}
		if !strings.Contains(strings.Join(strings.Fields(typed), " "), strings.Join(strings.Fields(x.Value), " ")) {
			b.t.Errorf("%s was refused and lost what was typed as %s: %.60q of %.60q", f.Action, x.Name, typed, x.Value)
		}
	}
}
