package data

import (
	"errors"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// TestAFormSentTwiceIsCarriedOutOnce: the same sending adds one note, also when both come at once; a refused one can be sent again.
func TestAFormSentTwiceIsCarriedOutOnce(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, clock *clock) {
		f := newFixture(t, s)
		a := f.account(1)
		by := anna
		by.Once = "page and words"
		add := func(actor models.Actor, text string) error {
			_, err := s.AddNote(ctx, actor, models.NewNote{AccountID: a.ID, Text: text})
			return err
		}
		if err := add(by, "@nobody look"); err == nil || errors.Is(err, models.ErrTwice) {
			t.Fatalf("a note to nobody: %v", err)
		}
		var wait sync.WaitGroup
		said := make([]error, 4)
		for i := range said {
			wait.Go(func() { said[i] = add(by, "called") })
		}
		wait.Wait()
		done, twice := 0, 0
		for _, err := range said {
			if err == nil {
				done++
			}
			if errors.Is(err, models.ErrTwice) {
				twice++
			}
		}
		if done != 1 || twice != 3 {
			t.Errorf("%d were carried out, %d were told that it is done: %v", done, twice, said)
		}
		other := person(8, "Ben")
		other.Once = by.Once
		if err := add(other, "called"); err != nil {
			t.Errorf("a colleague's form: %v", err)
		}
		if d, err := s.AccountDetail(ctx, a.ID); err != nil || len(d.Notes) != 2 || len(f.entries(models.ActionNoteAdded)) != 2 {
			t.Errorf("%d notes, %v", len(d.Notes), err)
		}
		clock.advance(models.FormKeyFor + time.Minute)
		if err := s.SweepSessions(ctx); err != nil {
			t.Fatal(err)
		}
		var left int64
		if err := s.read(ctx, func(db *gorm.DB) error { return db.Model(&models.FormKey{}).Count(&left).Error }); err != nil || left != 0 {
			t.Errorf("%d sendings are known after a day, %v", left, err)
		}
	})
}
