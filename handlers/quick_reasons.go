package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
)

// QuickReasons is the usual reasons for decisions on cases in a policy version: to read, and in a draft to write.
type QuickReasons struct {
	*Site
	Store DraftStore
}

// quickPath is the end of the page's address below its version.
const quickPath = "/reasons"

func quickHref(version int) string { return policyHref(version) + quickPath }

// quickNames are the fields of one reason, in the order of the page.
func quickNames() []string { return append([]string{"key", "outcome"}, decide.WordingLangs()...) }

func quickField(row int, name string) string { return fmt.Sprintf("quick_reasons.%d.%s", row, name) }

// Show shows the list, with its editor in the reader's own draft.
func (h *QuickReasons) Show(c echo.Context) error {
	if err := noQuery(c); err != nil {
		return err
	}
	v, err := h.version(c)
	if err != nil {
		return err
	}
	return h.draw(c, v, v.Document.QuickReasons(), nil)
}

func (h *QuickReasons) version(c echo.Context) (*models.Policy, error) {
	version, err := policyAt(c)
	if err != nil {
		return nil, err
	}
	return h.Store.Policy(c.Request().Context(), version)
}

func (h *QuickReasons) draw(c echo.Context, v *models.Policy, list []decide.QuickReason, refused error) error {
	p := h.page(c, "quick.title", "version", v.Version)
	p.Crumbs = policyCrumbs(p, v.Version)
	d := quickPage(p, CurrentVisitor(c), v, list, refused)
	d.Conflict = h.whoWasFaster(c, h.Store, p, v.Version, refused)
	return h.render(c, statusOf(refused), views.QuickReasonsPage(p, d))
}

// Save keeps the typed list in a draft.
func (h *QuickReasons) Save(c echo.Context) error {
	fields := []string{"version", "shipped", "move"}
	for i := range decide.QuickMost {
		for _, name := range quickNames() {
			fields = append(fields, quickField(i, name))
		}
	}
	f, err := h.readForm(c, fields...)
	if err != nil {
		return err
	}
	v, err := h.version(c)
	if err != nil {
		return err
	}
	list := readQuick(f)
	if f.checked("move") {
		return h.move(c, v, f)
	}
	if f.checked("shipped") {
		list = decide.DefaultQuickReasons()
	}
	doc := quickDocument(v.Document, list, &f.bad)
	return h.keepWords(c, h.Store, typedWords{
		draft: v, doc: doc, fault: wordsFault(f, v), to: quickHref(v.Version), said: "quick.saved",
		draw: func(refused error) error { return h.draw(c, v, list, refused) },
	})
}

// move shows the typed list with one reason before or after its neighbour. Nothing is saved.
func (h *QuickReasons) move(c echo.Context, v *models.Policy, f *form) error {
	to, at, _ := strings.Cut(f.text("move"), ".")
	row, err := strconv.Atoi(at)
	step, known := map[string]int{"up": -1, "down": 1}[to]
	if err != nil || row < 0 || row >= decide.QuickMost || !known || !ownDraft(CurrentVisitor(c), v) {
		return errBadForm
	}
	list := readQuick(f)
	at0 := quickPlace(f, row)
	if other := at0 + step; at0 >= 0 && other >= 0 && other < len(list) {
		list[at0], list[other] = list[other], list[at0]
	}
	return h.draw(c, v, list, wordsFault(f, v))
}

// quickPlace is where a row's reason stands in the list, -1 for a row that is none.
func quickPlace(f *form, row int) int {
	place := -1
	for i := range row + 1 {
		if q := quickAt(f, i); q.Key+q.Chinese+q.English != "" {
			place++
		} else if i == row {
			return -1
		}
	}
	return place
}

// readQuick takes the typed list out of a form. A row of which key and words are empty is left out: that is how one is removed, and how
// the spare rows stay unused.
func readQuick(f *form) (list []decide.QuickReason) {
	for i := range decide.QuickMost {
		if q := quickAt(f, i); q.Key+q.Chinese+q.English != "" {
			list = append(list, q)
		}
	}
	return list
}

func quickAt(f *form, row int) decide.QuickReason {
	at := func(name string) string { return strings.TrimSpace(f.text(quickField(row, name))) }
	return decide.QuickReason{Key: at("key"), Outcome: at("outcome"), Chinese: at("zh-CN"), English: at("en")}
}

// quickDocument puts a list into a document; what is wrong with it is added to bad by field.
func quickDocument(doc decide.Policy, list []decide.QuickReason, bad *models.Invalid) decide.Policy {
	if len(list) == 0 { // in a document it would stand for the shipped ones
		bad.Add("quick_reasons", "count_between", "min", strconv.Itoa(decide.QuickFewest), "max", strconv.Itoa(decide.QuickMost))
		return doc
	}
	if !slices.Equal(list, doc.QuickReasons()) {
		doc = doc.WithQuickReasons(list)
	}
	wordsFaults(doc, bad, func(field string) (string, bool) { return field, strings.HasPrefix(field, "quick_reasons") })
	return doc
}
