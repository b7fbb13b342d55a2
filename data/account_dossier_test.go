package data

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"candor/models"
)

func TestDossierIsMaskedAndRecorded(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		id := eventful(t, s, c)
		cmd := models.ExportDossier{AccountID: id, Lang: "en", Reason: "asked for by the court"}
		d := must[*models.Dossier](t)(s.Dossier(ctx, anna, cmd))
		if len(d.Notes) != 3 || d.Notes[0].Words != "note 2" || len(d.Events) != 5 || len(d.Decisions) != 2 || len(d.Flags) != 1 || len(d.Entries) != 7 {
			t.Errorf("%d notes, %d events, %d scores, %d flags, %d entries", len(d.Notes), len(d.Events), len(d.Decisions), len(d.Flags), len(d.Entries))
		}
		if !strings.Contains(d.Personal.Phone, "*") || d.Head.Seq == 0 || len(d.Head.Hash) != 32 || d.HeadAt.IsZero() {
			t.Errorf("personal %+v, head %d", d.Personal, d.Head.Seq)
		}
		again := must[*models.Dossier](t)(s.Dossier(ctx, bob, cmd))
		if again.Head.Seq != d.Head.Seq || !bytes.Equal(again.Head.Hash, d.Head.Hash) {
			t.Error("reading moved the chain")
		}
		ok(t, s.RecordDossier(ctx, anna, cmd, "ff"))
		if audited(t, s, models.ActionDossierExported) != 1 || audited(t, s, models.ActionPersonalRevealed) != 3 {
			t.Error("a masked dossier is one entry, and no reveal")
		}
		cmd.Personal = true
		if d = must[*models.Dossier](t)(s.Dossier(ctx, anna, cmd)); strings.Contains(d.Personal.Phone, "*") || d.Personal.Phone == "" {
			t.Errorf("in clear: %q", d.Personal.Phone)
		}
		ok(t, s.RecordDossier(ctx, anna, cmd, "ff"))
		if audited(t, s, models.ActionPersonalRevealed) != 4 {
			t.Error("a dossier in clear is no reveal")
		}
		_, err := s.Dossier(ctx, anna, models.ExportDossier{AccountID: id, Lang: "fr"})
		wantInvalid(t, err, "lang", "choice")
		if err := s.RecordDossier(ctx, anna, models.ExportDossier{AccountID: id, Lang: "en"}, "ff"); err == nil {
			t.Error("recorded without a reason")
		}
		if _, err := s.Dossier(ctx, anna, models.ExportDossier{AccountID: 99, Lang: "en", Reason: "nobody is there"}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}
