package handlers

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
)

// Wordings is the words of a policy version for messages to customers: to read, and in a draft to write.
type Wordings struct {
	*Site
	Store DraftStore
}

func wordingsHref(version int) string { return policyHref(version) + "/wordings" }

func wordingHref(version int, code string) string {
	return wordingsHref(version) + "/" + url.PathEscape(code)
}

// message loads the version and the message in the address. Unlike eventsVersion it leaves the document as it is stored, because
// that is what an edit goes back with.
func (h *Wordings) message(c echo.Context) (*models.Policy, models.WordingOf, error) {
	known := models.Worded()
	at := slices.IndexFunc(known, func(w models.WordingOf) bool { return w.Code == c.Param("code") })
	if at < 0 {
		return nil, models.WordingOf{}, fmt.Errorf("%w: message", models.ErrNotFound)
	}
	version, err := policyAt(c)
	if err != nil {
		return nil, models.WordingOf{}, err
	}
	v, err := h.Store.Policy(c.Request().Context(), version)
	return v, known[at], err
}

// List shows every message in the words of a version.
func (h *Wordings) List(c echo.Context) error {
	return h.wordsList(c, h.Store, "wording.title", h.wordingsPage)
}

// Show shows the words of one message, with their editor in the reader's own draft.
func (h *Wordings) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	v, w, err := h.message(c)
	if err != nil {
		return err
	}
	return h.draw(c, http.StatusOK, wordingShown{version: v, of: w, in: h.stands(&v.Document, w), doc: &v.Document})
}

// draw draws a message's words as they were typed. What is wrong with them is in s.err.
func (h *Wordings) draw(c echo.Context, status int, s wordingShown) error {
	p := h.page(c, "wording.name."+s.of.Code)
	p.Crumbs = append(policyCrumbs(p, s.version.Version), views.Crumb{Label: p.T("wording.tab"), Href: wordingsHref(s.version.Version)})
	d, err := h.wordingPage(c.Request().Context(), p, CurrentVisitor(c), s)
	if err != nil {
		return err
	}
	d.Conflict = h.whoWasFaster(c, h.Store, p, s.version.Version, s.err)
	return h.render(c, status, views.WordingEdit(p, d))
}

// typed reads the form of a message, and puts what it says into the version's document.
func (h *Wordings) typed(c echo.Context) (wordingShown, error) {
	f, err := h.readForm(c, wordingKind.fields()...)
	if err != nil {
		return wordingShown{}, err
	}
	v, w, err := h.message(c)
	if err != nil {
		return wordingShown{}, err
	}
	s := wordingShown{version: v, of: w, in: readWording(f)}
	lang, err := wordsBack(f)
	if err != nil {
		return s, err
	}
	if lang != "" {
		s.in[lang] = h.shipped(w, lang)
	}
	doc := h.document(v.Document, w, s.in, &f.bad)
	s.doc = &doc
	if stands := h.stands(&doc, w); !maps.Equal(stands, h.stands(&v.Document, w)) {
		unaccepted(f, stands.gaps(w))
	}
	s.err = wordsFault(f, v)
	return s, nil
}

// Save keeps the words typed for a message, in both languages, in a draft.
func (h *Wordings) Save(c echo.Context) error {
	s, err := h.typed(c)
	if err != nil {
		return err
	}
	return h.keepWords(c, h.Store, typedWords{
		draft: s.version, doc: *s.doc, fault: s.err, to: wordingHref(s.version.Version, s.of.Code), said: "wording.saved",
		draw: func(refused error) error {
			s.err = refused
			return h.draw(c, statusOf(refused), s)
		},
	})
}

// Preview shows the letters in the words as they are typed, and keeps nothing. Words with a fault are no refusal here: the page
// says what is wrong with them in the place of the letter.
func (h *Wordings) Preview(c echo.Context) error {
	s, err := h.typed(c)
	if err != nil {
		return err
	}
	if !ownDraft(CurrentVisitor(c), s.version) {
		return models.ErrState
	}
	status := statusOf(s.err)
	if status == http.StatusUnprocessableEntity {
		status = http.StatusOK
	}
	return h.draw(c, status, s)
}
