package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/engine/rules"
	"candor/models"
	"candor/views"
)

// RuleEditorStore is what the pages of rules on events need of the record.
type RuleEditorStore interface {
	DraftStore
	FieldsSeen(ctx context.Context) (*models.FieldsSeen, error)
	TryPolicy(ctx context.Context, doc decide.Policy, what models.TryEvents) (*models.PolicyTry, error)
	AccountByNumber(ctx context.Context, number string) (models.ID, error)
}

// RuleEditor is the rules on events of a policy version: to read, to edit in a draft, to try.
type RuleEditor struct {
	*Site
	Store RuleEditorStore
}

// ruleIn is the rule of a version that the address names.
func ruleIn(c echo.Context, v *models.Policy) (rules.Rule, error) {
	at := v.Document.RuleAt(c.Param("key"))
	if at < 0 {
		return rules.Rule{}, fmt.Errorf("%w: rule", models.ErrNotFound)
	}
	return v.Document.Events.Rules[at], nil
}

// List shows the rules of a version.
func (h *RuleEditor) List(c echo.Context) error {
	f, err := h.readQuery(c, "family", "on")
	if err != nil {
		return err
	}
	return h.list(c, f, nil)
}

// list draws the rules, under a step on one of them that was refused.
func (h *RuleEditor) list(c echo.Context, f *form, refused error) error {
	v, err := eventsVersion(c, h.Store)
	if err != nil {
		return err
	}
	filter := ruleFilter{family: f.text("family"), on: f.text("on")}
	if filter.family != "" && !slices.Contains(v.Document.Events.Families(), filter.family) || !slices.Contains([]string{"", "on", "off"}, filter.on) {
		return errBadForm
	}
	p := h.page(c, "rule_edit.title", "version", v.Version)
	p.Crumbs = policyCrumbs(p, v.Version)
	d := rulesPage(p, CurrentVisitor(c), v, filter)
	if refused != nil {
		d.Conflict = whoChangedPolicy(c.Request().Context(), p, h.Store, v.Version)
	}
	return h.render(c, statusOf(refused), views.RuleList(p, d))
}

// ruleTry is what a refused form leaves to show again.
type ruleTry struct {
	input *ruleInput
	on    string // what the typed rule is tried on, as typed
	err   error
}

// New asks for a rule, empty or as a copy of another.
func (h *RuleEditor) New(c echo.Context) error {
	f, err := h.readQuery(c, "from")
	if err != nil {
		return err
	}
	v, err := eventsVersion(c, h.Store)
	if err != nil {
		return err
	}
	if !ownDraft(CurrentVisitor(c), v) {
		return models.ErrState
	}
	in := ruleInput{Outcome: string(rules.Monitor), Risk: "20", Severity: "0", On: true}
	if from := f.text("from"); from != "" {
		at := v.Document.RuleAt(from)
		if at < 0 {
			return fmt.Errorf("%w: rule", models.ErrNotFound)
		}
		in = ruleInputOf(&v.Document.Events.Rules[at])
		in.Key = freeKey(&v.Document, from)
	}
	return h.edit(c, v, "", ruleTry{input: &in})
}

// freeKey is a key after another that no rule of the document has.
func freeKey(doc *decide.Policy, key string) string {
	for n := 2; ; n++ {
		tail := "_" + strconv.Itoa(n)
		if free := key[:min(len(key), 64-len(tail))] + tail; doc.RuleAt(free) < 0 {
			return free
		}
	}
}

// Show shows one rule, with its editor in the reader's own draft.
func (h *RuleEditor) Show(c echo.Context) error {
	f, err := h.readQuery(c, "event", "account")
	if err != nil {
		return err
	}
	v, err := eventsVersion(c, h.Store)
	if err != nil {
		return err
	}
	rule, err := ruleIn(c, v)
	if err != nil {
		return err
	}
	what, err := h.tried(c, f, v, rule.Key)
	if err != nil {
		return err
	}
	in := ruleInputOf(&rule)
	return h.draw(c, v, rule.Key, ruleTry{input: &in}, what)
}

// edit draws the editor of a rule that was typed; key is "" for a new one.
func (h *RuleEditor) edit(c echo.Context, v *models.Policy, key string, try ruleTry) error {
	return h.draw(c, v, key, try, tryAsked{})
}

func (h *RuleEditor) draw(c echo.Context, v *models.Policy, key string, try ruleTry, what tryAsked) error {
	ctx := c.Request().Context()
	seen, err := h.Store.FieldsSeen(ctx)
	if err != nil {
		return err
	}
	title := "rule_edit.rule_title"
	if key == "" {
		title = "rule_edit.new_title"
	}
	p := h.page(c, title, "key", key)
	p.Crumbs = append(policyCrumbs(p, v.Version), views.Crumb{Label: p.T("rule_edit.tab"), Href: rulesHref(v.Version)})
	d := rulePage(p, CurrentVisitor(c), ruleShown{version: v, key: key, in: *try.input, err: try.err, seen: seen, tried: what, on: try.on})
	if errors.Is(try.err, models.ErrConflict) || errors.Is(try.err, models.ErrState) {
		d.Conflict = whoChangedPolicy(ctx, p, h.Store, v.Version)
	}
	return h.render(c, statusOf(try.err), views.RuleEdit(p, d))
}

// Add puts a new rule at the end of a draft's.
func (h *RuleEditor) Add(c echo.Context) error { return h.put(c, "") }

// Save changes one rule of a draft.
func (h *RuleEditor) Save(c echo.Context) error { return h.put(c, c.Param("key")) }

func (h *RuleEditor) put(c echo.Context, key string) error {
	f, err := h.readForm(c, ruleFields()...)
	if err != nil {
		return err
	}
	v, err := eventsVersion(c, h.Store)
	if err != nil {
		return err
	}
	in := readRule(f)
	doc := v.Document
	if key != "" && doc.RuleAt(key) < 0 {
		err = models.ErrConflict // removed meanwhile, or renamed: what was typed stays on the page
	} else {
		doc = in.put(doc, key, &f.bad)
		if f.text("do") == "try" {
			return h.tryTyped(c, f, v, key, in, doc)
		}
		err = h.store(c, f, v, doc)
	}
	switch {
	case err == nil:
		return h.done(c, ruleHref(v.Version, in.Key)+h.afterSave(c, f), "rule_edit.saved", "key", in.Key)
	case again(err):
		if !ownDraft(CurrentVisitor(c), v) {
			return err
		}
		if v.Document.RuleAt(key) < 0 {
			key = "" // it can still be saved as a new one
		}
		return h.edit(c, v, key, ruleTry{input: &in, on: f.text("try"), err: err})
	}
	return err
}

// store keeps a changed document, if the form was made from the version as it was read: the
// change was made to that one.
func (h *RuleEditor) store(c echo.Context, f *form, v *models.Policy, doc decide.Policy) error {
	at := models.PolicyStep{Version: v.Version, Revision: f.version()}
	if err := f.err(); err != nil {
		return err
	}
	if at.Revision != v.Revision {
		return models.ErrConflict
	}
	_, err := h.Store.EditPolicy(c.Request().Context(), actor(c), at, doc)
	return err
}

// change runs one step on a rule of a draft that needs no form, and goes back to the list.
func (h *RuleEditor) change(c echo.Context, said string, step func(doc decide.Policy, r rules.Rule, to string) (decide.Policy, bool)) error {
	f, err := h.readForm(c, "version", "to")
	if err != nil {
		return err
	}
	v, err := eventsVersion(c, h.Store)
	if err != nil {
		return err
	}
	rule, err := ruleIn(c, v)
	if err != nil {
		return err
	}
	doc, known := step(v.Document, rule, f.text("to"))
	if !known {
		return errBadForm
	}
	err = h.store(c, f, v, doc)
	switch {
	case err == nil:
		to := rulesHref(v.Version)
		if doc.RuleAt(rule.Key) >= 0 {
			to += "#rule-" + rule.Key
		}
		return h.done(c, to, said, "key", rule.Key)
	case again(err):
		return h.list(c, &form{Values: url.Values{}}, err)
	}
	return err
}

// Switch switches a rule on or off.
func (h *RuleEditor) Switch(c echo.Context) error {
	return h.change(c, "rule_edit.switched", func(doc decide.Policy, r rules.Rule, to string) (decide.Policy, bool) {
		r.On = to == "on"
		return doc.PutRule(r.Key, r), to == "on" || to == "off"
	})
}

// Move moves a rule one place up or down.
func (h *RuleEditor) Move(c echo.Context) error {
	return h.change(c, "rule_edit.moved", func(doc decide.Policy, r rules.Rule, to string) (decide.Policy, bool) {
		by, ok := map[string]int{"up": -1, "down": 1}[to]
		return doc.MoveRule(r.Key, by), ok
	})
}

// Remove takes a rule out of a draft.
func (h *RuleEditor) Remove(c echo.Context) error {
	return h.change(c, "rule_edit.removed", func(doc decide.Policy, r rules.Rule, to string) (decide.Policy, bool) {
		return doc.DropRule(r.Key), to == ""
	})
}

// Fields lists what rules may name, and which of it is ever observed.
func (h *RuleEditor) Fields(c echo.Context) error {
	f, err := h.readQuery(c, "find", "group")
	if err != nil {
		return err
	}
	v, err := eventsVersion(c, h.Store)
	if err != nil {
		return err
	}
	if group := f.text("group"); group != "" && !slices.Contains(fieldGroups(), group) {
		return errBadForm
	}
	seen, err := h.Store.FieldsSeen(c.Request().Context())
	if err != nil {
		return err
	}
	p := h.page(c, "rule_fields.title")
	p.Crumbs = append(policyCrumbs(p, v.Version), views.Crumb{Label: p.T("rule_edit.tab"), Href: rulesHref(v.Version)})
	return h.render(c, http.StatusOK, views.RuleFields(p, fieldsPage(p, v, seen, f.text("find"), f.text("group"))))
}
