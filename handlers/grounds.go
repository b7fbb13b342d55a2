package handlers

import (
	"fmt"
	"maps"
	"slices"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// Grounds is the coded grounds of decisions on appeals in a policy version: to read, and in a draft to write.
type Grounds struct {
	*Site
	Store DraftStore
}

func groundsHref(version int) string { return policyHref(version) + "/grounds" }

func groundHref(version int, code string) string { return groundsHref(version) + "/" + code }

// List shows every ground of a version.
func (h *Grounds) List(c echo.Context) error {
	return h.wordsList(c, h.Store, "ground.title", h.groundsPage)
}

// ground loads the version and the ground in the address.
func (h *Grounds) ground(c echo.Context) (*models.Policy, string, error) {
	version, err := policyAt(c)
	if err != nil {
		return nil, "", err
	}
	if !slices.Contains(decide.GroundCodes(), c.Param("code")) {
		return nil, "", fmt.Errorf("%w: ground", models.ErrNotFound)
	}
	v, err := h.Store.Policy(c.Request().Context(), version)
	return v, c.Param("code"), err
}

// Show shows one ground, with its editor in the reader's own draft.
func (h *Grounds) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	v, code, err := h.ground(c)
	if err != nil {
		return err
	}
	return h.draw(c, v, code, h.groundStands(&v.Document, code), nil)
}

func (h *Grounds) draw(c echo.Context, v *models.Policy, code string, in groundInput, refused error) error {
	p := h.page(c, "ground.one", "digit", code)
	p.Crumbs = append(policyCrumbs(p, v.Version), views.Crumb{Label: p.T("ground.tab"), Href: groundsHref(v.Version)})
	d := h.groundPage(p, CurrentVisitor(c), v, code, in, refused)
	d.Conflict = h.whoWasFaster(c, h.Store, p, v.Version, refused)
	return h.render(c, statusOf(refused), views.GroundEdit(p, d))
}

// Save keeps the words typed for a ground, in both languages, in a draft.
func (h *Grounds) Save(c echo.Context) error {
	f, err := h.readForm(c, groundKind.fields()...)
	if err != nil {
		return err
	}
	v, code, err := h.ground(c)
	if err != nil {
		return err
	}
	in := readGround(f)
	lang, err := wordsBack(f)
	if err != nil {
		return err
	}
	if lang != "" {
		in[lang] = h.groundShipped(code, lang)
	}
	doc := h.groundDocument(v.Document, code, in, &f.bad)
	if stands := h.groundStands(&doc, code); !maps.Equal(stands, h.groundStands(&v.Document, code)) {
		unaccepted(f, stands.gaps())
	}
	return h.keepWords(c, h.Store, typedWords{
		draft: v, doc: doc, fault: wordsFault(f, v), to: groundHref(v.Version, code), said: "ground.saved",
		draw: func(refused error) error { return h.draw(c, v, code, in, refused) },
	})
}
