package data

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gorm.io/gorm"

	"candor/models"
)

// TestRandomSequencesKeepTheRecordWhole lets three people do what they like to one account,
// for days. Whatever was refused changed nothing; after every step the account is what its
// lines and the sanctions in force say together.
func TestRandomSequencesKeepTheRecordWhole(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		r := rand.New(rand.NewPCG(11, 3))
		done, refused := 0, 0
		for round := range 6 {
			w := &wander{t: t, s: s, c: c, r: r, account: lenderAccount(t, s, fmt.Sprint(round))}
			for range 60 {
				before, entries := w.state(), w.entries()
				if err := w.step(); err != nil {
					if known := (errors.Is(err, models.ErrConflict) || errors.Is(err, models.ErrState) || errors.Is(err, models.ErrForbidden) || invalid(err)); !known {
						t.Fatalf("%s: %v", w.last, err)
					}
					refused++
					if d := cmp.Diff(before, w.state()); d != "" || entries != w.entries() {
						t.Fatalf("%s was refused (%v) and yet changed something: %s", w.last, err, d)
					}
				} else {
					done++
				}
				w.check()
				c.advance(time.Duration(r.IntN(14)) * time.Hour)
				runAll(t, s)
				w.check()
			}
		}
		if done < 60 || refused < 60 {
			t.Errorf("%d steps done, %d refused: too few to mean anything", done, refused)
		}
		if chain := must[models.Chain](t)(s.VerifyAudit(context.Background(), nil)); !chain.OK {
			t.Errorf("chain = %+v", chain)
		}
		rowsHeld(t, s)
	})
}

func invalid(err error) bool {
	var bad *models.Invalid
	return errors.As(err, &bad)
}

// wander is one account and the people who act on it.
type wander struct {
	t       *testing.T
	s       *Store
	c       *clock
	r       *rand.Rand
	account *models.Account
	last    string
}

func (w *wander) entries() int64 { return count(w.t, w.s, &models.AuditEntry{}, "seq > 0") }

// state is everything that a step could change, but versions.
func (w *wander) state() map[string]any {
	return map[string]any{
		"effect":    effect(w.t, w.s, w.account.ID),
		"sanctions": must[[]models.Sanction](w.t)(w.s.Sanctions(context.Background(), w.account.ID)),
		"changes":   must[[]models.LimitChange](w.t)(w.s.LimitChanges(context.Background(), w.account.ID)),
		"appeals":   w.appeals(),
		"messages":  messages(w.t, w.s, w.account.ID),
	}
}

func (w *wander) appeals() []models.Appeal {
	var found []models.Appeal
	ok(w.t, w.s.read(context.Background(), func(db *gorm.DB) error {
		return db.Where("account_id = ?", w.account.ID).Order("id").Find(&found).Error
	}))
	return found
}

// check recomputes the account from its lines and its sanctions in force.
func (w *wander) check() {
	w.t.Helper()
	m := measured(w.t, w.s, w.account.ID)
	got := stateOf(&m.Account, m.Lines)
	again, lines := m.Account, slices.Clone(m.Lines)
	again.Apply(m.Sanctions, lines)
	if d := cmp.Diff(stateOf(&again, lines), got, cmpopts.EquateEmpty()); d != "" {
		w.t.Fatalf("after %s the account is not what its sanctions say:\n%s", w.last, d)
	}
}

// step does one random act as one random person.
func (w *wander) step() error {
	ctx := context.Background()
	people := []models.Actor{withRole(anna, models.RoleReviewer), withRole(ben, models.RoleLead), withRole(cleo, models.RoleLead)}
	who := people[w.r.IntN(len(people))]
	act := w.r.IntN(14)
	w.last = fmt.Sprintf("act %d by %s", act, who.Name)
	sanctions := must[[]models.Sanction](w.t)(w.s.Sanctions(ctx, w.account.ID))
	changes := must[[]models.LimitChange](w.t)(w.s.LimitChanges(ctx, w.account.ID))
	switch {
	case act == 0:
		cmd := raise(measured(w.t, w.s, w.account.ID), w.r.Int64N(2_500_000))
		if w.r.IntN(2) == 0 {
			cmd.ExpiresAt = days(w.c, 1+w.r.IntN(5))
		}
		_, err := w.s.ProposeLimit(ctx, who, cmd)
		return err
	case act == 1:
		_, err := w.s.ProposeSanction(ctx, who, sanction(measured(w.t, w.s, w.account.ID), models.SanctionKinds()[w.r.IntN(4)], w.c))
		return err
	case act < 5 && len(changes) > 0:
		ch := changes[w.r.IntN(min(2, len(changes)))]
		return []func() error{
			func() error { return w.s.ApproveLimit(ctx, who, ch.ID, ch.Version) },
			func() error { return w.s.RejectLimit(ctx, who, ch.ID, ch.Version, "not now") },
			func() error { return w.s.WithdrawLimit(ctx, who, ch.ID, ch.Version) },
		}[act-2]()
	case act >= 5 && act < 9 && len(sanctions) > 0:
		sn := sanctions[w.r.IntN(min(4, len(sanctions)))]
		return []func() error{
			func() error { return w.s.ApproveSanction(ctx, who, sn.ID, sn.Version) },
			func() error { return w.s.RejectSanction(ctx, who, sn.ID, sn.Version, "not proven") },
			func() error { return w.s.LiftSanction(ctx, who, sn.ID, sn.Version, "all clear now") },
			func() error {
				_, err := w.s.FileAppeal(ctx, who, models.FileAppeal{SanctionID: sn.ID, Channel: "phone", Lang: "en", Words: "it was me"})
				return err
			},
		}[act-5]()
	}
	return w.appealStep(ctx, who)
}

func (w *wander) appealStep(ctx context.Context, who models.Actor) error {
	appeals := w.appeals()
	if len(appeals) == 0 {
		return models.ErrState
	}
	a := appeals[len(appeals)-1]
	v := models.Verdict{Outcome: models.AppealOutcomes()[w.r.IntN(4)], Reason: "receipts", CustomerText: "We looked again."}
	v.Parts = [][]string{{"limit:paylater"}, {"status", "reach:draw"}, {"reach:draw"}}[w.r.IntN(3)]
	v.Replacement = &models.Replacement{Kind: models.SanctionRestrict, Reach: []models.Function{models.FunctionTransfer}, EndsAt: days(w.c, 9)}
	step := w.r.IntN(8)
	w.last += fmt.Sprintf(", appeal step %d at %s", step, a.Stage)
	return []func() error{
		func() error { return w.s.AcknowledgeAppeal(ctx, who, a.ID, a.Version) },
		func() error {
			return w.s.RequestEvidence(ctx, who, models.AskEvidence{AppealID: a.ID, Version: a.Version, Kinds: []string{"income"}})
		},
		func() error { return w.s.StartAppealReview(ctx, who, a.ID, a.Version) },
		func() error { return w.s.DecideAppeal(ctx, who, a.ID, a.Version, v) },
		func() error { return w.s.ExecuteAppeal(ctx, who, a.ID, a.Version) },
		func() error { return w.s.CloseAppeal(ctx, who, a.ID, a.Version) },
		func() error { return w.s.AskOpinion(ctx, who, a.ID, a.Version, "doubt", "is it theirs?") },
		func() error { return w.s.GiveOpinion(ctx, who, a.ID, a.Version, models.OutcomeOverturn, "it is not") },
	}[step]()
}
