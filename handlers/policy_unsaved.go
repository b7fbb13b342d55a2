package handlers

import (
	"context"
	"errors"

	"candor/engine/decide"
	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// unsavedField is what a typed document is tried on.
const unsavedField = "try_on"

// eventTrier decides past events under a document.
type eventTrier interface {
	TryPolicy(ctx context.Context, doc decide.Policy, what models.TryEvents) (*models.PolicyTry, error)
	AccountByNumber(ctx context.Context, number string) (models.ID, error)
}

// unsavedStore is what trying a typed document needs of the record.
type unsavedStore interface {
	eventTrier
	PolicyPreview(ctx context.Context, proposed decide.Policy, names []string) ([]models.Preview, error)
}

// unsavedTry is a document that was typed and not saved, and what it says of accounts or of an event.
type unsavedTry struct {
	on      string // as it was typed
	asked   bool
	doc     decide.Policy
	preview []models.Preview
	events  *models.PolicyTry
}

// tryUnsaved assesses accounts again, and decides again the latest events of a single one, or a single past event, under a typed
// document. What is nobody's is refused at the field; nothing is stored.
func tryUnsaved(ctx context.Context, store unsavedStore, doc decide.Policy, on string) (unsavedTry, error) {
	u := unsavedTry{on: on, asked: true, doc: doc}
	var bad models.Invalid
	names := splitList(on)
	if len(names) == 0 {
		bad.Add(unsavedField, "required")
		return u, bad.OrNil()
	}
	if id, err := models.ParseID(models.PrefixDecision, names[0]); err == nil && len(names) == 1 {
		u.events, err = store.TryPolicy(ctx, doc, models.TryEvents{Event: id})
		return u, err
	}
	var err error
	if u.preview, err = store.PolicyPreview(ctx, doc, names); err != nil {
		return u, err
	}
	if len(names) > 1 {
		if len(u.preview) == 0 {
			bad.Add(unsavedField, "no_such_account")
		}
		return u, bad.OrNil()
	}
	u.events, err = tryEvents(ctx, store, doc, names[0])
	return u, err
}

// tryEvents decides again one past event, or the latest ones of an account, which is named by its id or by the lender's own number.
func tryEvents(ctx context.Context, store eventTrier, doc decide.Policy, on string) (*models.PolicyTry, error) {
	if id, err := models.ParseID(models.PrefixDecision, on); err == nil {
		return store.TryPolicy(ctx, doc, models.TryEvents{Event: id})
	}
	account, err := models.ParseID(models.PrefixAccount, on)
	if err != nil {
		account, err = store.AccountByNumber(ctx, on)
	}
	var refused *models.Invalid
	if errors.As(err, &refused) {
		var bad models.Invalid
		bad.Add(unsavedField, refused.Fields["number"].Code)
		return nil, bad.OrNil()
	}
	if err != nil {
		return nil, err
	}
	return store.TryPolicy(ctx, doc, models.TryEvents{Account: account})
}

// tryUnsavedEvents is tryUnsaved for what a form says about events alone: it is tried on one decision or on one account's latest.
func tryUnsavedEvents(ctx context.Context, store eventTrier, doc decide.Policy, on string) (unsavedTry, error) {
	u := unsavedTry{on: on, asked: true, doc: doc}
	if on == "" {
		var bad models.Invalid
		bad.Add(unsavedField, "required")
		return u, bad.OrNil()
	}
	var err error
	u.events, err = tryEvents(ctx, store, doc, on)
	return u, err
}

// unsavedBox is the field that asks, for an author who may see scores, and the answer.
func (t labels) unsavedBox(v *Visitor, version, live *models.Policy, action string, u unsavedTry, said map[string]string) *views.UnsavedTry {
	if !v.Can(models.PermScoreRead) {
		return nil
	}
	box := views.UnsavedTry{Action: action + "#tried", Note: t.p.T("unsaved.note"), Field: ui.FieldArgs{
		Name: unsavedField, Label: t.p.T("unsaved.on"), Hint: t.p.T("unsaved.on_hint"), Value: u.on, Error: said[unsavedField], Wide: true,
		Attrs: map[string]any{"autocomplete": "off", "spellcheck": "false"},
	}}
	if !u.asked || box.Field.Error != "" { // what is nobody's has no answer
		return &box
	}
	box.Typed = t.p.T("unsaved.typed")
	typed := *version
	typed.Document = u.doc
	for _, r := range u.preview {
		box.Preview = append(box.Preview, t.previewRow(policyShown{version: &typed, live: live}, r))
	}
	if u.events != nil && (len(u.events.Events) > 0 || len(u.preview) == 0) {
		events := tryBox(t.p, version, "", tryAsked{answer: u.events})
		events.Answers = true
		box.Events = &events
	}
	return &box
}
