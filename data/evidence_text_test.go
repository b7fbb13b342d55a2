package data

import (
	"strings"
	"testing"
	"time"

	"candor/models"
)

// TestALetterThatAsksKeepsWhatWasTypedBesides: of an appeal and of a case, never what gives the engine away; a letter that is written anew
// for what is left of it says the same.
func TestALetterThatAsksKeepsWhatWasTypedBesides(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		one := f.open(1, models.SeverityHigh, 400, time.Hour)
		ask := func(text string) error {
			_, err := s.AskCustomer(ctx, anna, models.AskCustomer{CaseID: one.ID, Version: one.Version, Kinds: []string{"id_card", "income"}, Text: text})
			return err
		}
		wantInvalid(t, ask("Your score is too low."), "ask_text", "leak")
		wantInvalid(t, ask("ab"), "ask_text", "length")
		wantInvalid(t, ask(strings.Repeat("a", models.ReasonMax+1)), "ask_text", "length")
		ok(t, ask("Both sides of the card, please."))
		asked := must[*models.Case](t)(s.Case(ctx, one.ID))
		ok(t, f.settle(asked, 1, models.EvidenceReceived, models.HowPost, ""))
		told := must[[]models.Message](t)(s.Messages(ctx, one.AccountID))
		if len(told) != 2 || told[0].Values["evidence"] != "id_card" || told[0].Values["text"] != "Both sides of the card, please." {
			t.Errorf("letters: %+v", told)
		}
		a := lenderAccount(t, s, "7")
		filed := file(t, s, put(t, s, c, a.ID, models.SanctionRestrict))
		ok(t, s.AcknowledgeAppeal(ctx, cleo, filed.ID, filed.Version))
		cmd := models.AskEvidence{AppealID: filed.ID, Version: filed.Version + 1, Kinds: []string{"income"}, Text: "Your score is too low."}
		wantInvalid(t, s.RequestEvidence(ctx, cleo, cmd), "ask_text", "leak")
		cmd.Text = "Three months are enough."
		ok(t, s.RequestEvidence(ctx, cleo, cmd))
		for _, m := range must[[]models.Message](t)(s.Messages(ctx, a.ID)) {
			if m.Template == models.TemplateAppealEvidence && m.Values["text"] != cmd.Text {
				t.Errorf("the letter: %+v", m.Values)
			}
		}
	})
}
