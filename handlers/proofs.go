package handlers

import (
	"context"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"candor/models"
	"candor/views"
	"candor/views/ui"
)

// AskProofStore is what asking a customer for a proof needs of the store.
type AskProofStore interface {
	AccountDetail(ctx context.Context, id models.ID) (*models.AccountDetail, error)
	LivePolicy(ctx context.Context) (*models.Policy, error)
	AskProof(ctx context.Context, actor models.Actor, cmd models.AskProof) (*models.Challenge, error)
	CancelProof(ctx context.Context, actor models.Actor, cmd models.CancelProof) error
	entriesStore
}

// Proofs asks customers for a proof from their account's page, without an event that waits for it.
type Proofs struct {
	*Site
	Store AskProofStore
}

// Ask shows the form.
func (h *Proofs) Ask(c echo.Context) error {
	return h.form(c, http.StatusOK, views.MeasureForm{}, nil)
}

func (h *Proofs) form(c echo.Context, status int, typed views.MeasureForm, preview *models.AskProof) error {
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	d, err := h.Store.AccountDetail(c.Request().Context(), id)
	if err != nil {
		return err
	}
	if d.Account.ErasedAt != nil {
		return models.ErrState
	}
	live, err := h.Store.LivePolicy(c.Request().Context())
	if err != nil {
		return err
	}
	p, a := h.page(c, "proof_ask.title"), &d.Account
	l := labels{p}
	p.Crumbs = accountCrumbs(p, a, l.name(d.Masked, a))
	data := views.ProofAsk{
		Account: measureAccount(p, CurrentVisitor(c), a, d.Masked.Name), Action: "/accounts/" + a.PublicID() + "/proof", Back: "/accounts/" + a.PublicID(),
		Days: strconv.Itoa(models.ProofDays(&live.Document)), DaysNote: l.proofDays(models.ProofDays(&live.Document)), Form: typed,
		Already: l.proofNotes(d.Challenges), Letter: &views.LetterPreview{Hint: p.T("proof_ask.letter")},
	}
	for _, kind := range models.ProofKinds() {
		data.Kinds = append(data.Kinds, ui.Option{Value: string(kind), Label: l.word("challenge.kind.", string(kind)), Hint: l.word("challenge.kind."+string(kind)+".", "what")})
	}
	if preview != nil {
		until, _ := preview.Until(&live.Document, p.Now) // what is wrong stands at its field
		m := models.ProofMessage(a, preview.Kind, until)
		m.CreatedAt = p.Now
		data.Letter = h.bothLetters(p, m, live, d.Masked.Name, []string{string(preview.Kind)})
	}
	return h.render(c, status, views.ProofAskPage(p, data))
}

// proofDays says how long the policy gives, and how long can be given at most where that is longer.
func (l labels) proofDays(days int) string {
	if days == models.ProofDaysMax {
		return l.p.T("proof_ask.days_hint_most", "days", days)
	}
	return l.p.T("proof_ask.days_hint", "days", days, "most", models.ProofDaysMax)
}

// Send asks the customer, or shows what they would read when the preview was asked for.
func (h *Proofs) Send(c echo.Context) error {
	f, err := h.readForm(c, "kind", "days", "reason", "preview")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixAccount)
	if err != nil {
		return err
	}
	cmd := models.AskProof{AccountID: id, Kind: models.ChallengeKind(f.text("kind")), Days: f.number("days", false), Reason: f.text("reason")}
	err = f.err()
	if f.checked("preview") {
		return h.preview(c, f, cmd, err)
	}
	var asked *models.Challenge
	if err == nil {
		asked, err = h.Store.AskProof(c.Request().Context(), actor(c), cmd)
	}
	if err == nil {
		return h.done(c, challengeHref(asked.ID), "proof_ask.done")
	}
	if status, yes := shown(err); yes {
		return h.form(c, status, h.typed(c, h.Store, f, err, models.AuditFilter{ObjectType: "account", ObjectID: id.Public(models.PrefixAccount)}), nil)
	}
	return err
}

// preview shows the letter; a reason is not wanted for it.
func (h *Proofs) preview(c echo.Context, f *form, cmd models.AskProof, err error) error {
	live, lookup := h.Store.LivePolicy(c.Request().Context())
	if lookup != nil {
		return lookup
	}
	if err == nil {
		test := cmd
		test.Reason = "preview"
		_, err = test.Until(&live.Document, h.Now())
	}
	typed := views.MeasureForm{Values: f.Values}
	if err != nil {
		typed.Problems = problems(h.page0(c), err)
		return h.form(c, http.StatusUnprocessableEntity, typed, nil)
	}
	return h.form(c, http.StatusOK, typed, &cmd)
}

// Cancel calls a proof off.
func (h *Challenges) Cancel(c echo.Context) error {
	f, err := h.readForm(c, "version", "because")
	if err != nil {
		return err
	}
	id, err := pathID(c, models.PrefixChallenge)
	if err != nil {
		return err
	}
	cmd := models.CancelProof{ID: id, Version: f.version(), Reason: f.text("because")}
	if err = f.err(); err == nil {
		err = h.Store.CancelProof(c.Request().Context(), actor(c), cmd)
	}
	if again(err) {
		return h.show(c, caseTry{f, err})
	}
	if err != nil {
		return err
	}
	return h.done(c, challengeHref(id), "proof_ask.cancelled")
}

// proofNotes says which proofs an account's customer is waited for, and leads to each.
func (l labels) proofNotes(list []models.Challenge) []views.ListedNote {
	var notes []views.ListedNote
	for i := range list {
		if c := &list[i]; c.Proof() && c.State == models.ChallengeOpen {
			notes = append(notes, views.ListedNote{Tone: ui.Blue, Text: l.proofText(c), Href: challengeHref(c.ID), Label: l.p.T("proof_ask.open")})
		}
	}
	return notes
}

func (l labels) proofText(c *models.Challenge) string {
	return l.p.T("proof_ask.note", "kind", l.word("challenge.kind.", string(c.Kind)), "name", c.AskedName, "time", l.p.DateTime(c.DueAt), "reason", c.Reason)
}

// caseProofs says on a case what else its customer was asked for since it was opened, and what came of it.
func (l labels) caseProofs(d *models.CaseDetail) []views.CaseNote {
	var notes []views.CaseNote
	for i := range d.Account.Challenges {
		c := &d.Account.Challenges[i]
		switch {
		case !c.Proof() || d.Case.State != models.CaseOpen:
		case c.State == models.ChallengeOpen:
			notes = append(notes, views.CaseNote{Tone: ui.Blue, Icon: "phone", Text: l.proofText(c)})
		case c.ResolvedAt != nil && c.ResolvedAt.After(d.Case.OpenedAt) && c.State != models.ChallengeCancelled:
			notes = append(notes, views.CaseNote{Icon: "phone", Text: l.p.T("proof_ask.note_"+string(c.State),
				"kind", l.word("challenge.kind.", string(c.Kind)), "name", c.AskedName, "time", l.p.DateTime(*c.ResolvedAt))})
		}
	}
	return notes
}
