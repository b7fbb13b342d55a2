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

// unsavedStore is what trying a typed document needs of the record.
type unsavedStore interface {
	PolicyPreview(ctx context.Context, proposed decide.Policy, names []string) ([]models.Preview, error)
	TryPolicy(ctx context.Context, doc decide.Policy, what models.TryEvents) (*models.PolicyTry, error)
	AccountByNumber(ctx context.Context, number string) (models.ID, error)
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
	account, err := models.ParseID(models.PrefixAccount, names[0])
	if err != nil {
		account, err = store.AccountByNumber(ctx, names[0])
	}
	var refused *models.Invalid
	if errors.As(err, &refused) {
		bad.Add(unsavedField, refused.Fields["number"].Code)
		return u, bad.OrNil()
	}
	if err == nil {
		u.events, err = store.TryPolicy(ctx, doc, models.TryEvents{Account: account})
	}
	return u, err
}

// unsavedBox is the field that asks, for an author who may see scores, and the answer.
func (t terms) unsavedBox(v *Visitor, version, live *models.Policy, action string, u unsavedTry, said map[string]string) *views.UnsavedTry {
	if !v.Can(models.PermScoreRead) {
		return nil
	}
	box := views.UnsavedTry{Action: action + "#tried", Field: ui.FieldArgs{
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
