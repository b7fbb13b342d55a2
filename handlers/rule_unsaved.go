package handlers

import (
	"errors"

	"github.com/labstack/echo/v4"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// tryOn finds what a rule is to be tried on: a decision or an account by public id, or an
// account by the number that the lender's systems know it by. What is nobody's is refused
// under the field.
func (h *RuleEditor) tryOn(c echo.Context, typed string) (what models.TryEvents, err error) {
	var bad models.Invalid
	if typed == "" {
		bad.Add("try", "required")
		return what, bad.OrNil()
	}
	if id, err := models.ParseID(models.PrefixDecision, typed); err == nil {
		return models.TryEvents{Event: id}, nil
	}
	if id, err := models.ParseID(models.PrefixAccount, typed); err == nil {
		return models.TryEvents{Account: id}, nil
	}
	what.Account, err = h.Store.AccountByNumber(c.Request().Context(), typed)
	var refused *models.Invalid
	if errors.As(err, &refused) {
		bad.Add("try", refused.Fields["number"].Code)
		return what, bad.OrNil()
	}
	return what, err
}

// tryTyped decides past events by the draft with the rule as it is typed, and shows the answer
// beside the text. Nothing is saved, whatever becomes of it.
func (h *RuleEditor) tryTyped(c echo.Context, f *form, v *models.Policy, key string, in ruleInput, doc decide.Policy) error {
	visitor := CurrentVisitor(c)
	if !ownDraft(visitor, v) || !visitor.Can(models.PermScoreRead) {
		return models.ErrForbidden
	}
	try := ruleTry{input: &in, on: f.text("try")}
	asked := tryAsked{typed: true}
	what, err := h.tryOn(c, try.on)
	if again(err) {
		for field, p := range invalidOf(err).Fields {
			f.bad.Add(field, p.Code)
		}
		err = nil
	}
	if err != nil {
		return err
	}
	if try.err = f.err(); try.err == nil {
		what.Rule = in.Key
		if asked.answer, err = h.Store.TryPolicy(c.Request().Context(), doc, what); err != nil {
			return err
		}
	}
	return h.draw(c, v, key, try, asked)
}

// afterSave leads from a saved rule to its try, where something to try it on was typed: Enter in
// that field saves, because saving is what a form does first.
func (h *RuleEditor) afterSave(c echo.Context, f *form) string {
	what, err := h.tryOn(c, f.text("try"))
	switch {
	case err != nil || !CurrentVisitor(c).Can(models.PermScoreRead):
		return "" // saved; what cannot be tried does not undo that
	case what.Event != 0:
		return "?event=" + what.Event.Public(models.PrefixDecision) + "#try"
	}
	return "?account=" + what.Account.Public(models.PrefixAccount) + "#try"
}

// ruleTryBox is where a rule is tried as it stands, or what became of trying it as it is typed;
// an author tries from the form.
func ruleTryBox(p views.Page, v *Visitor, s ruleShown, own bool) *views.TryBox {
	if !v.Can(models.PermScoreRead) || s.key == "" && !s.tried.typed {
		return nil
	}
	rule := s.key
	if s.tried.typed {
		rule = s.in.Key
	}
	box := tryBox(p, s.version, rule, s.tried)
	box.Action, box.Hidden, box.Answers = ruleHref(s.version.Version, s.key), nil, own
	if own && box.None == "" && len(box.Table.Rows) == 0 {
		return nil
	}
	return &box
}

// tryTypedField is what the typed rule is tried on.
func (t labels) tryTypedField(s ruleShown) *ui.FieldArgs {
	return &ui.FieldArgs{
		Name: "try", Label: t.p.T("policy_try.on"), Hint: t.p.T("policy_try.on_hint"), Value: s.on, Error: problems(t.p, s.err)["try"],
		Attrs: map[string]any{"autocomplete": "off", "spellcheck": "false", "maxlength": "64"},
	}
}
