package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// wordsKind is what tells the editors of messages, of prepared wordings and of grounds from each other: a part of a policy version that is written in both languages.
type wordsKind struct {
	path  string   // of its tab below the version, and of each one below that
	area  string   // of its words in the catalogues
	note  string   // what they are
	names []string // the fields of one language, in the order of the page
}

var (
	wordingKind = wordsKind{path: "/wordings", area: "wording", note: "policy.wordings_note", names: []string{"title", "text"}}
	saidKind    = wordsKind{path: "/wordings", area: "said", note: "said.note", names: []string{"text"}}
	groundKind  = wordsKind{path: "/grounds", area: "ground", note: "ground.note", names: []string{"title", "grounds", "customer"}}
)

// fields is every field that an editor sends. "shipped" is the language that goes back to the shipped words.
func (k wordsKind) fields() []string {
	fields := append([]string{"version", "shipped"}, gapFields()...)
	for _, lang := range decide.WordingLangs() {
		for _, name := range k.names {
			fields = append(fields, wordingField(name, lang))
		}
	}
	return fields
}

// list is the page of all of them.
func (k wordsKind) list(p views.Page, v *Visitor, version *models.Policy) views.WordsList {
	d := views.WordsList{Note: p.T(k.note), Tabs: policyTabs(p, version, k.path), State: labels{p}.policyState(version.State), Hint: p.T("wording.read_only")}
	if ownDraft(v, version) {
		d.Hint = p.Texts.T(k.area + ".choose")
	}
	return d
}

// frame is what stands around one of them; own says of a language whether the version has words of its own in it.
func (k wordsKind) frame(p views.Page, version *models.Policy, own func(lang string) bool) views.WordsFrame {
	d := views.WordsFrame{Note: p.T(k.note), Tabs: policyTabs(p, version, k.path), State: labels{p}.policyState(version.State)}
	langs := decide.WordingLangs()
	if some := slices.ContainsFunc(langs, own); some && slices.ContainsFunc(langs, func(lang string) bool { return !own(lang) }) {
		d.OneLanguage = p.Texts.T(k.area + ".one_language")
	}
	return d
}

// form is the form around the fields of both languages, with what is wrong.
func (k wordsKind) form(p views.Page, version *models.Policy, action string, said map[string]string, own func(lang string) bool) *views.WordsForm {
	f := &views.WordsForm{Action: action, Revision: strconv.FormatInt(version.Revision, 10), Hint: p.Texts.T(k.area + ".save_hint")}
	for _, name := range sortedKeys(said) {
		f.Errors = append(f.Errors, ui.FieldError{Name: name, Text: k.where(p, name, said[name])})
	}
	for _, lang := range decide.WordingLangs() {
		if own(lang) {
			f.Back = append(f.Back, ui.ButtonArgs{Label: p.Texts.T("wording.back." + lang), Icon: "undo", Name: "shipped", Value: lang})
		}
	}
	return f
}

// where is what is wrong with a field, after its language and name.
func (k wordsKind) where(p views.Page, field, said string) string {
	name, lang, both := strings.Cut(field, ".")
	if !both || !slices.Contains(k.names, name) {
		return said
	}
	t := labels{p}
	return p.T("wording.where", "language", t.word("lang.", lang), "field", t.word(k.area+".field.", name), "said", said)
}

// wordsFaults adds what is wrong with a document to bad, by the field of the page that holds it; at is false for what is about
// something else.
func wordsFaults(doc decide.Policy, bad *models.Invalid, at func(field string) (string, bool)) {
	for field, fault := range invalidOf(models.CheckPolicy(doc)).Fields {
		var args []string
		for name, value := range fault.Args {
			args = append(args, name, value)
		}
		if here, ok := at(field); ok {
			bad.Add(here, fault.Code, args...)
		} else {
			bad.Add("", "elsewhere", "field", field)
		}
	}
}

// wordsBack reads which language goes back to the shipped words, "" for none.
func wordsBack(f *form) (string, error) {
	lang := f.text("shipped")
	if lang != "" && !slices.Contains(decide.WordingLangs(), lang) {
		return "", errBadForm
	}
	return lang, nil
}

// wordsFault is what is wrong with a form, or that its words were typed over another document than the version has.
func wordsFault(f *form, v *models.Policy) error {
	revision := f.version()
	if err := f.err(); err != nil {
		return err
	}
	if revision != v.Revision {
		return models.ErrConflict
	}
	return nil
}

// typedWords is a document with words as an author typed them into a draft.
type typedWords struct {
	draft *models.Policy
	doc   decide.Policy
	fault error                     // what is wrong with them; nil for nothing
	to    string                    // the page that shows them kept
	said  string                    // key of what is said there
	draw  func(refused error) error // shows them in the author's own draft, with what was wrong
}

// keepWords puts a document into its draft unless something is wrong with it.
func (s *Site) keepWords(c echo.Context, store DraftStore, w typedWords) error {
	if w.fault == nil {
		at := models.PolicyStep{Version: w.draft.Version, Revision: w.draft.Revision}
		_, w.fault = store.EditPolicy(c.Request().Context(), actor(c), at, w.doc)
	}
	switch {
	case w.fault == nil:
		return s.done(c, w.to, w.said)
	case again(w.fault) && ownDraft(CurrentVisitor(c), w.draft):
		return w.draw(w.fault)
	}
	return w.fault
}

// whoWasFaster says who changed a draft meanwhile, "" for an error that is another one.
func (s *Site) whoWasFaster(c echo.Context, store DraftStore, p views.Page, version int, refused error) string {
	if errors.Is(refused, models.ErrConflict) || errors.Is(refused, models.ErrState) {
		return whoChangedPolicy(c.Request().Context(), p, store, version)
	}
	return ""
}

// wordsList shows all of a kind, in the words of a version.
func (s *Site) wordsList(c echo.Context, store DraftStore, title string, list func(views.Page, *Visitor, *models.Policy) views.WordsList) error {
	if err := noQuery(c); err != nil {
		return err
	}
	version, err := policyAt(c)
	if err != nil {
		return err
	}
	v, err := store.Policy(c.Request().Context(), version)
	if err != nil {
		return err
	}
	p := s.page(c, title, "version", v.Version)
	p.Crumbs = policyCrumbs(p, v.Version)
	return s.render(c, http.StatusOK, views.WordsOf(p, list(p, CurrentVisitor(c), v)))
}
