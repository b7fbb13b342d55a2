package data

import (
	"testing"
	"time"

	"candor/models"
)

// TestAnAppealSaysWhatChangedSinceTheMeasure: the lines of the score that give other points than then, and only those; the facts of then
// give the same by the same versions.
func TestAnAppealSaysWhatChangedSinceTheMeasure(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		a := lenderAccount(t, s, "1")
		f := newFixture(t, s)
		then := f.scored(*a, 0.9)
		c.at.Add(int64(time.Hour / time.Microsecond))
		sn := must[*models.Sanction](t)(s.ProposeSanction(ctx, anna, sanction(measured(t, s, a.ID), models.SanctionRestrict, c)))
		filed := must[*models.Appeal](t)(s.FileAppeal(ctx, ben, models.FileAppeal{SanctionID: sn.ID, Channel: "phone", Lang: "en", Words: "It was me."}))
		same := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID)).Since
		if same == nil || len(same.Moved()) != 0 || same.Then != then.Score || same.Again != then.Score {
			t.Errorf("before anything changed: %+v", same)
		}
		c.at.Add(int64(time.Hour / time.Microsecond))
		now := f.scored(*a, 0.1)
		got := must[*models.AppealDetail](t)(s.Appeal(ctx, filed.ID)).Since
		moved := got.Moved()
		if len(moved) != 1 || moved[0].Key != "utilisation_now" || moved[0].Before != -60 || moved[0].After != 40 {
			t.Errorf("moved %+v", moved)
		}
		if got.Then != then.Score || got.Now != now.Score || got.Again != then.Score {
			t.Errorf("then %d, now %d, again %d; want %d, %d, %d", got.Then, got.Now, got.Again, then.Score, now.Score, then.Score)
		}
	})
}
