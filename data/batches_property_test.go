package data

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"candor/models"
)

// picture is all that a batch may change of one item.
type picture struct {
	State, Outcome, Reason, Assignee string
	ClosedBy                         models.ID
	Lease                            time.Time
	Flags                            []models.FlagState
	Limit                            int64
}

func pictureOf(t *testing.T, s *Store, kind models.BatchKind, id models.ID) picture {
	t.Helper()
	if kind == models.BatchLimit {
		return picture{Limit: stored1[models.CreditLine](t, s, id).LimitFen}
	}
	c := stored1[models.Case](t, s, id)
	p := picture{State: string(c.State), Outcome: string(c.Outcome), Reason: c.Reason, Assignee: c.AssigneeName, ClosedBy: c.ClosedBy}
	if c.LeaseUntil != nil {
		p.Lease = *c.LeaseUntil
	}
	ok(t, s.read(ctx, func(db *gorm.DB) error {
		return db.Model(&models.Flag{}).Where("case_id = ?", id).Order("id").Pluck("state", &p.Flags).Error
	}))
	return p
}

// touch changes one item alone, as somebody would beside a batch.
func touch(f *fixture, kind models.BatchKind, id models.ID) {
	f.Helper()
	if kind == models.BatchLimit {
		l := stored1[models.CreditLine](f.T, f.s, id)
		must[*models.LimitChange](f.T)(f.s.ProposeLimit(ctx, anna, models.ProposeLimit{
			AccountID: l.AccountID, LineID: l.ID, ToFen: l.LimitFen - 100, ReasonCode: "correction", Reason: "alone", Version: l.Version,
		}))
		return
	}
	c := stored1[models.Case](f.T, f.s, id)
	if c.State == models.CaseOpen {
		must[*models.Case](f.T)(f.s.AssignCase(ctx, leadB, id, bob.UserID))
		return
	}
	f.must(func(tx *writeTx) error { // an appeal showed the flag wrong
		return tx.db.Model(&models.Flag{}).Where("case_id = ?", id).Update("state", models.FlagOverturned).Error
	})
}

// TestApplyThenUndoIsBefore: whatever single acts happen before, between and after, each item
// that only the batch changed is what it was, and each that somebody else changed is as they
// left it.
func TestApplyThenUndoIsBefore(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		f.user(leadB)
		f.must(func(tx *writeTx) error {
			return tx.insert(&models.User{ID: bob.UserID, Login: "bob", Name: "Bob", Roles: []string{"reviewer"}, CreatedAt: tx.now, Version: 1})
		})
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			kind := rapid.SampledFrom([]models.BatchKind{models.BatchAssign, models.BatchClear, models.BatchConfirm, models.BatchLimit}).Draw(r, "kind")
			size := rapid.IntRange(1, 6).Draw(r, "size")
			cmd := models.MakeBatch{Kind: kind, Reason: "all of them"}
			var ids []models.ID
			var rows []string
			for range size {
				n++
				if kind == models.BatchLimit {
					a := lenderAccount(t, s, fmt.Sprint("p", n))
					ids = append(ids, line(measured(t, s, a.ID), models.ProductPayLater).ID)
					rows = append(rows, a.PublicID()+",paylater,"+fmt.Sprint(rapid.IntRange(7_000, 9_999).Draw(r, "to"))+",,")
				} else {
					ids = append(ids, f.open(n, models.SeverityHigh, 400, time.Hour).ID)
				}
			}
			if kind == models.BatchLimit {
				cmd = limitFile(rows...)
			} else {
				cmd.IDs = slices.Clone(ids)
			}
			if kind == models.BatchAssign {
				cmd.AssignTo = leadB.UserID
			}
			some := func(name string) []models.ID {
				var out []models.ID
				for _, id := range ids {
					if rapid.Bool().Draw(r, name) {
						out = append(out, id)
					}
				}
				return out
			}
			before := some("changed before the work")
			b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, cmd))
			was := map[models.ID]picture{}
			for _, id := range ids {
				was[id] = pictureOf(t, s, kind, id)
			}
			for _, id := range before {
				touch(f, kind, id)
			}
			left := map[models.ID]picture{}
			for _, id := range before {
				left[id] = pictureOf(t, s, kind, id)
			}
			b, err := s.ConfirmBatch(ctx, leadA, models.ConfirmBatch{ID: b.ID, Version: b.Version, Hash: b.Hash, Sure: true})
			ok(t, err)
			b = worked(t, s, b.ID)
			if b.Done != size-len(before) {
				t.Fatalf("%s: %d of %d done, %d were changed", kind, b.Done, size, len(before))
			}
			if b.Done == 0 {
				return
			}
			c.advance(time.Duration(rapid.IntRange(0, 100).Draw(r, "seconds")) * time.Second)
			for _, id := range some("changed after the work") {
				if !slices.Contains(before, id) {
					touch(f, kind, id)
					left[id] = pictureOf(t, s, kind, id)
				}
			}
			b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
			if b.Undone+b.Kept+b.Excluded != size || b.Undone != size-len(left) {
				t.Errorf("%s: %+v with %d changed by others", kind, b, len(left))
			}
			for _, id := range ids {
				want, touched := left[id]
				if !touched {
					want = was[id]
				}
				if d := cmp.Diff(want, pictureOf(t, s, kind, id)); d != "" {
					t.Errorf("%s, changed by others: %t\n%s", kind, touched, d)
				}
			}
		})
		if chain, err := s.VerifyAudit(ctx, nil); err != nil || !chain.OK {
			t.Errorf("chain = %+v, %v", chain, err)
		}
	})
}
