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
	Desk                             models.WasDesk
}

func pictureOf(t *testing.T, s *Store, kind models.BatchKind, id models.ID) picture {
	t.Helper()
	if kind == models.BatchLimit {
		return picture{Limit: stored1[models.CreditLine](t, s, id).LimitFen}
	}
	c := stored1[models.Case](t, s, id)
	p := picture{State: string(c.State), Outcome: string(c.Outcome), Reason: c.Reason, Assignee: c.AssigneeName, ClosedBy: c.ClosedBy, Desk: models.WasDesk{
		Place: c.Place, SnoozedUntil: c.SnoozedUntil, SnoozedName: c.SnoozedName, SnoozeReason: c.SnoozeReason, Queue: c.Queue,
		EscalatedBy: c.EscalatedBy, EscalatedName: c.EscalatedName, EscalatedAt: c.EscalatedAt, EscalateReason: c.EscalateReason,
	}}
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
		rapid.Check(t, func(r *rapid.T) { (&undoCheck{f: f, c: c, r: r, n: &n}).run() })
		if chain, err := s.VerifyAudit(ctx, nil); err != nil || !chain.OK {
			t.Errorf("chain = %+v, %v", chain, err)
		}
	})
}

// undoCheck is one round of it: a batch of some items, with single acts beside it.
type undoCheck struct {
	f   *fixture
	c   *clock
	r   *rapid.T
	n   *int // items made so far
	ids []models.ID
}

// make makes items, and the batch over them.
func (u *undoCheck) make(kind models.BatchKind) models.MakeBatch {
	cmd := models.MakeBatch{Kind: kind, Reason: "all of them"}
	var rows []string
	for range rapid.IntRange(1, 6).Draw(u.r, "size") {
		*u.n++
		if kind != models.BatchLimit {
			id := u.f.open(*u.n, models.SeverityHigh, 400, time.Hour).ID
			u.f.must(func(tx *writeTx) error { // a reason that a customer can be told, which confirming asks for
				return tx.db.Model(&models.Flag{}).Where("case_id = ?", id).Update("code", "late_now").Error
			})
			u.ids = append(u.ids, id)
			continue
		}
		a := lenderAccount(u.f.T, u.f.s, fmt.Sprint("p", *u.n))
		u.ids = append(u.ids, line(measured(u.f.T, u.f.s, a.ID), models.ProductPayLater).ID)
		rows = append(rows, a.PublicID()+",paylater,"+fmt.Sprint(rapid.IntRange(7_000, 9_999).Draw(u.r, "to"))+",,")
	}
	if kind == models.BatchLimit {
		return limitFile(rows...)
	}
	cmd.IDs = slices.Clone(u.ids)
	switch kind {
	case models.BatchAssign:
		cmd.AssignTo = leadB.UserID
	case models.BatchSnooze:
		cmd.Until = u.f.s.Now().Add(48 * time.Hour)
	case models.BatchEscalate, models.BatchMove:
		cmd.ToQueue = models.QueueFraud
	}
	return cmd
}

// touchSome changes some items that nobody has yet, and notes what they are then.
func (u *undoCheck) touchSome(kind models.BatchKind, when string, left map[models.ID]picture) {
	for _, id := range u.ids {
		if _, twice := left[id]; !twice && rapid.Bool().Draw(u.r, when) {
			touch(u.f, kind, id)
			left[id] = pictureOf(u.f.T, u.f.s, kind, id)
		}
	}
}

func (u *undoCheck) run() {
	t, s := u.f.T, u.f.s
	kind := rapid.SampledFrom([]models.BatchKind{models.BatchAssign, models.BatchClear, models.BatchConfirm, models.BatchLimit, models.BatchSnooze, models.BatchEscalate, models.BatchMove}).Draw(u.r, "kind")
	b := must[*models.Batch](t)(s.MakeBatch(ctx, leadA, u.make(kind)))
	size, was, left := len(u.ids), map[models.ID]picture{}, map[models.ID]picture{}
	for _, id := range u.ids {
		was[id] = pictureOf(t, s, kind, id)
	}
	u.touchSome(kind, "changed before the work", left)
	b, err := s.ConfirmBatch(ctx, leadA, models.ConfirmBatch{ID: b.ID, Version: b.Version, Hash: b.Hash, Sure: true})
	ok(t, err)
	if b = worked(t, s, b.ID); b.Done != size-len(left) {
		t.Fatalf("%s: %d of %d done, %d were changed", kind, b.Done, size, len(left))
	}
	if b.Done == 0 {
		return
	}
	u.c.advance(time.Duration(rapid.IntRange(0, 100).Draw(u.r, "seconds")) * time.Second)
	u.touchSome(kind, "changed after the work", left)
	b = worked(t, s, must[*models.Batch](t)(s.UndoBatch(ctx, leadA, b.ID, b.Version)).ID)
	if b.Undone+b.Kept+b.Excluded != size || b.Undone != size-len(left) {
		t.Errorf("%s: %+v with %d changed by others", kind, b, len(left))
	}
	for _, id := range u.ids {
		want, touched := left[id]
		if !touched {
			want = was[id]
		}
		if d := cmp.Diff(want, pictureOf(t, s, kind, id)); d != "" {
			t.Errorf("%s, changed by others: %t\n%s", kind, touched, d)
		}
	}
}
