package data

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"candor/models"
)

// wholeDossier reads every list of a dossier, and holds it against being handed over in small parts.
func wholeDossier(t *testing.T, s *Store, actor models.Actor, cmd models.ExportDossier) (models.Dossier, models.DossierRows) {
	t.Helper()
	var d models.Dossier
	var whole models.DossierRows
	ok(t, s.Dossier(ctx, actor, cmd, func(got *models.Dossier) error {
		d = *got
		for _, list := range models.DossierLists() {
			err := got.Read(list, func(part *models.DossierRows) error {
				to, from := reflect.ValueOf(&whole).Elem(), reflect.ValueOf(part).Elem()
				for i := range from.NumField() {
					if from.Field(i).Len() > models.DossierRowsMost {
						t.Errorf("%s: %d rows at once", list, from.Field(i).Len())
					}
					to.Field(i).Set(reflect.AppendSlice(to.Field(i), from.Field(i)))
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return d, whole
}

// TestDossierHasEveryRow: of thousands of events, entries, links and statements each is there once, in order, as they were when
// the dossier began, whatever is written while it is made.
func TestDossierHasEveryRow(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		id := f.open(1, models.SeverityHigh, 400, time.Hour).AccountID
		recordedEvents(t, s, id, pastTimes(5000))
		const many = models.DossierRowsMost + 7
		f.must(func(tx *writeTx) error {
			rows := make([]models.Relationship, many)
			for i := range rows { // two kinds each, one of which may begin a page
				rows[i] = models.Relationship{AccountID: id, OtherID: id + models.ID(1+i/2), Kind: fmt.Sprint("k", i%2), Since: tx.now}
			}
			if err := tx.insertMany(rows, 4); err != nil {
				return err
			}
			for i := range 2 * many {
				if err := tx.audit(models.ActionAccountPut, aboutAccount(id), nil, map[string]int{"n": i}, ""); err != nil {
					return err
				}
			}
			return nil
		})
		cmd := models.ExportDossier{AccountID: id, Lang: "en", Reason: "asked for by the court"}
		d, rows := wholeDossier(t, s, anna, cmd)
		if len(rows.Events) != 5000 || !slices.IsSortedFunc(rows.Events, func(a, b models.Event) int { return cmp.Compare(b.ID, a.ID) }) {
			t.Errorf("%d events, or out of order", len(rows.Events))
		}
		if len(rows.Links) != many || rows.Links[models.DossierRowsMost-1] == rows.Links[models.DossierRowsMost] {
			t.Errorf("%d links", len(rows.Links))
		}
		if len(rows.Entries) < 2*many || rows.Entries[0].Seq > d.Head.Seq {
			t.Errorf("%d entries, the first is %d of %d", len(rows.Entries), rows.Entries[0].Seq, d.Head.Seq)
		}
		err := s.Dossier(ctx, anna, cmd, func(d *models.Dossier) error {
			ok(t, s.RecordDossier(ctx, bob, cmd, "ff")) // somebody else takes it meanwhile
			return d.Read(models.DossierRecord, func(part *models.DossierRows) error {
				if part.Entries[0].Seq > d.Head.Seq {
					return fmt.Errorf("entry %d is after the end of the chain at %d", part.Entries[0].Seq, d.Head.Seq)
				}
				return nil
			})
		})
		ok(t, err)
		if err := s.Dossier(ctx, anna, cmd, func(d *models.Dossier) error { return d.Read("nothing", nil) }); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("no such list: %v", err)
		}
	})
}

func TestDossierIsMaskedAndRecorded(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		id := eventful(t, s, c)
		cmd := models.ExportDossier{AccountID: id, Lang: "en", Reason: "asked for by the court"}
		d, rows := wholeDossier(t, s, anna, cmd)
		if len(rows.Notes) != 3 || rows.Notes[0].Words != "note 2" || len(rows.Events) != 5 || len(rows.Decisions) != 2 || len(rows.Flags) != 1 || len(rows.Entries) != 8 {
			t.Errorf("%d notes, %d events, %d scores, %d flags, %d entries", len(rows.Notes), len(rows.Events), len(rows.Decisions), len(rows.Flags), len(rows.Entries))
		}
		if !strings.Contains(d.Personal.Phone, "*") || d.Head.Seq == 0 || len(d.Head.Hash) != 32 || d.HeadAt.IsZero() {
			t.Errorf("personal %+v, head %d", d.Personal, d.Head.Seq)
		}
		again, _ := wholeDossier(t, s, bob, cmd)
		if again.Head.Seq != d.Head.Seq || !bytes.Equal(again.Head.Hash, d.Head.Hash) {
			t.Error("reading moved the chain")
		}
		ok(t, s.RecordDossier(ctx, anna, cmd, "ff"))
		if audited(t, s, models.ActionDossierExported) != 1 || audited(t, s, models.ActionPersonalRevealed) != 3 {
			t.Error("a masked dossier is one entry, and no reveal")
		}
		cmd.Personal = true
		if d, _ = wholeDossier(t, s, anna, cmd); strings.Contains(d.Personal.Phone, "*") || d.Personal.Phone == "" {
			t.Errorf("in clear: %q", d.Personal.Phone)
		}
		ok(t, s.RecordDossier(ctx, anna, cmd, "ff"))
		if audited(t, s, models.ActionPersonalRevealed) != 4 {
			t.Error("a dossier in clear is no reveal")
		}
		wantInvalid(t, s.Dossier(ctx, anna, models.ExportDossier{AccountID: id, Lang: "fr"}, nil), "lang", "choice")
		if err := s.RecordDossier(ctx, anna, models.ExportDossier{AccountID: id, Lang: "en"}, "ff"); err == nil {
			t.Error("recorded without a reason")
		}
		if err := s.Dossier(ctx, anna, models.ExportDossier{AccountID: 99, Lang: "en", Reason: "nobody is there"}, nil); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}
