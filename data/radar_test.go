package data

import (
	"errors"
	"testing"
	"time"

	"candor/engine/factor"
	"candor/engine/misjudge"
	"candor/models"
)

var dora = withRole(person(10, "Dora"), models.RoleLead) // had no part in any sanction

// facts gives an account the factors that its next assessment reads.
func (f *fixture) facts(id models.ID, facts factor.Facts) {
	f.Helper()
	f.must(func(tx *writeTx) error {
		if err := tx.db.Where("account_id = ?", id).Delete(&models.Features{}).Error; err != nil {
			return err
		}
		return tx.insert(&models.Features{AccountID: id, Vector: factor.Encode(factor.Compute(facts)), At: tx.now})
	})
}

// sure is what identity checks say of somebody who is who they say.
func sure() factor.Identity {
	i := factor.UnknownIdentity()
	i.NameMatch, i.Document, i.Face = 1, 1, 96
	return i
}

// suspect is an account with a score, high or low, and a sanction in force.
func (f *fixture) suspect(c *clock, external string, utilisation float64, kind models.SanctionKind) (*models.Account, *models.Sanction) {
	f.Helper()
	a := lenderAccount(f.T, f.s, external)
	f.scored(*a, utilisation)
	f.facts(a.ID, factor.Facts{LimitFen: 1_000_000, UsedFen: int64(utilisation * 1_000_000), Identity: sure()})
	c.advance(time.Minute)
	return a, put(f.T, f.s, c, a.ID, kind)
}

// radar refreshes and returns everything open, by what it is about.
func (f *fixture) radar(filter models.RadarFilter) ([]models.RadarEntry, map[models.ID]*models.RadarEntry) {
	f.Helper()
	if _, err := f.s.RefreshRadar(ctx, models.System("test")); err != nil {
		f.Fatal(err)
	}
	filter.Limit, filter.Now = 100, f.s.Now()
	page := must[models.RadarPage](f.T)(f.s.Radar(ctx, filter))
	by := map[models.ID]*models.RadarEntry{}
	for i := range page.Items {
		by[page.Items[i].SubjectID] = &page.Items[i]
	}
	return page.Items, by
}

func hasLine(item *models.RadarEntry, key string) bool {
	for _, l := range item.Lines {
		if l.Key == key {
			return true
		}
	}
	return false
}

// TestRadarOrdersByProbabilityAndHarm: what today's evidence speaks for comes first, and what a
// person did since counts.
func TestRadarOrdersByProbabilityAndHarm(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		_, right := f.suspect(c, "bad", 1.5, models.SanctionDeactivate)
		a, wrong := f.suspect(c, "good", 0.1, models.SanctionDeactivate)
		_, cut := f.suspect(c, "cut", 0.1, models.SanctionLimitCut)
		_, by := f.radar(models.RadarFilter{})
		if len(by) != 3 || by[wrong.ID].WrongBP <= by[right.ID].WrongBP || by[wrong.ID].Rank <= by[cut.ID].Rank {
			t.Fatalf("wrong %+v\nright %+v\ncut %+v", by[wrong.ID], by[right.ID], by[cut.ID])
		}
		if h := by[wrong.ID].Evidence.Harm; h.Fen != 1_500_000 || h.Functions != 4 {
			t.Errorf("harm = %+v", h)
		}
		if h := by[cut.ID].Evidence.Harm; h.Fen != 700_000 || h.Functions != 0 {
			t.Errorf("harm of the cut = %+v", h)
		}
		before := by[wrong.ID].WrongBP
		c.advance(26 * time.Hour)
		f.must(func(tx *writeTx) error {
			at := tx.now
			return tx.insert(&models.Challenge{ID: 77, AccountID: a.ID, EventID: f.event(tx, a), Kind: models.ChallengeFace, State: models.ChallengePassed,
				MadeAt: at, DueAt: at, ResolvedAt: &at, Version: 1})
		})
		items, by := f.radar(models.RadarFilter{})
		if items[0].SubjectID != wrong.ID || by[wrong.ID].WrongBP <= before || !hasLine(by[wrong.ID], misjudge.LineChallenges) || by[wrong.ID].Evidence.Harm.Days != 1 {
			t.Errorf("after the challenge: %+v", by[wrong.ID])
		}
		if items[0].Masked.Name == "" || items[0].Account.ExternalID != "good" {
			t.Errorf("account = %+v", items[0].Account)
		}
	})
}

// event adds an event that a challenge can belong to.
func (f *fixture) event(tx *writeTx, a *models.Account) models.ID {
	f.Helper()
	id, err := tx.id()
	if err == nil {
		err = tx.insert(&models.Event{ID: id, AccountID: a.ID, Kind: models.EventLogin, Source: "test", ExternalID: id.Public("x"), EventKey: []byte(id.Public("x")),
			At: tx.now, BodyHash: []byte{1}, Input: []byte{}, Result: []byte{}})
	}
	if err != nil {
		f.Fatal(err)
	}
	return id
}

// TestWhoMadeItMayNotCloseIt: neither the proposer nor the approver, and nobody without a claim.
func TestWhoMadeItMayNotCloseIt(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		_, sn := f.suspect(c, "good", 0.1, models.SanctionFreeze)
		_, by := f.radar(models.RadarFilter{})
		item := by[sn.ID]
		for _, involved := range []models.Actor{withRole(anna, models.RoleLead), withRole(ben, models.RoleLead)} {
			_, err := s.ClaimRadar(ctx, involved, item.ID)
			wantRefused(t, err, "radar_own")
			_, err = s.CloseRadar(ctx, involved, models.CloseRadar{ID: item.ID, Version: item.Version, Outcome: models.RadarStands, Reason: "it is right"})
			wantRefused(t, err, "radar_own")
			_, err = s.NextRadar(ctx, involved, models.RadarFilter{})
			if !errors.Is(err, models.ErrNotFound) {
				t.Errorf("next for %s: %v", involved.Name, err)
			}
		}
		_, err := s.CloseRadar(ctx, dora, models.CloseRadar{ID: item.ID, Version: item.Version, Outcome: models.RadarStands, Reason: "it is right"})
		wantRefused(t, err, "not_claimed")
		held := must[*models.RadarItem](t)(s.NextRadar(ctx, dora, models.RadarFilter{}))
		_, err = s.ClaimRadar(ctx, withRole(cleo, models.RoleService), held.ID)
		wantRefused(t, err, "claimed")
		_, err = s.CloseRadar(ctx, dora, models.CloseRadar{ID: held.ID, Version: held.Version, Outcome: models.RadarCase, Reason: "x"})
		wantInvalid(t, err, "outcome", "choice")
		wantInvalid(t, err, "reason", "length")
		_, err = s.CloseRadar(ctx, dora, models.CloseRadar{ID: held.ID, Version: held.Version - 1, Outcome: models.RadarLift, Reason: "it was wrong"})
		if !errors.Is(err, models.ErrConflict) {
			t.Errorf("stale: %v", err)
		}
		must[*models.RadarItem](t)(s.ReleaseRadar(ctx, dora, held.ID))
		if audited(t, s, models.ActionRadarClaimed) != 1 || audited(t, s, models.ActionRadarReleased) != 1 || audited(t, s, models.ActionRadarClosed) != 0 {
			t.Error("the record is not what happened")
		}
	})
}

// TestFoundRightComesBackOnlyWithOtherEvidence: and not because time passes or a score moves a
// little.
func TestFoundRightComesBackOnlyWithOtherEvidence(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		a, sn := f.suspect(c, "good", 0.1, models.SanctionDeactivate)
		_, by := f.radar(models.RadarFilter{})
		held := must[*models.RadarItem](t)(s.ClaimRadar(ctx, dora, by[sn.ID].ID))
		closed := must[*models.RadarItem](t)(s.CloseRadar(ctx, dora, models.CloseRadar{ID: held.ID, Version: held.Version, Outcome: models.RadarStands, Reason: "the papers are forged"}))
		if closed.State != models.RadarRight || closed.ClosedDigest == "" {
			t.Errorf("closed = %+v", closed)
		}
		c.advance(72 * time.Hour)
		if items, _ := f.radar(models.RadarFilter{}); len(items) != 0 {
			t.Fatalf("time alone brought it back: %+v", items)
		}
		f.must(func(tx *writeTx) error { // worse evidence is no reason to look again
			return tx.db.Model(&models.Account{}).Where("id = ?", a.ID).Update("days_past_due", 40).Error
		})
		if items, _ := f.radar(models.RadarFilter{}); len(items) != 0 {
			t.Fatal("evidence against the customer brought it back")
		}
		f.must(func(tx *writeTx) error {
			if err := tx.db.Model(&models.Account{}).Where("id = ?", a.ID).Update("days_past_due", 0).Error; err != nil {
				return err
			}
			at := tx.now
			return tx.insert(&models.Challenge{ID: 78, AccountID: a.ID, EventID: f.event(tx, a), Kind: models.ChallengeDocument, State: models.ChallengePassed,
				MadeAt: at, DueAt: at, ResolvedAt: &at, Version: 1})
		})
		_, by = f.radar(models.RadarFilter{})
		if by[sn.ID] == nil || by[sn.ID].Reason != "" || by[sn.ID].ClosedAt != nil {
			t.Errorf("a document did not bring it back: %+v", by[sn.ID])
		}
	})
}

// TestRadarLiftsAndAppeals: both ways of a review do what they say, at once, and end the item.
func TestRadarLiftsAndAppeals(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		a, lifted := f.suspect(c, "lift", 0.1, models.SanctionFreeze)
		b, appealed := f.suspect(c, "appeal", 0.1, models.SanctionDeactivate)
		_, by := f.radar(models.RadarFilter{})
		held := must[*models.RadarItem](t)(s.ClaimRadar(ctx, withRole(cleo, models.RoleService), by[lifted.ID].ID))
		cmd := models.CloseRadar{ID: held.ID, Version: held.Version, Outcome: models.RadarLift, Reason: "the owner of the phone changed"}
		_, err := s.CloseRadar(ctx, withRole(cleo, models.RoleService), cmd)
		wantRefused(t, err, "lift_needs_approver")
		c.advance(models.CaseLease)
		held = must[*models.RadarItem](t)(s.ClaimRadar(ctx, dora, held.ID))
		cmd.Version = held.Version
		if done := must[*models.RadarItem](t)(s.CloseRadar(ctx, dora, cmd)); done.State != models.RadarReviewed {
			t.Errorf("lifted: %+v", done)
		}
		if got := effect(t, s, a.ID); got.Status != models.StatusActive || got.LimitFen != 1_500_000 {
			t.Errorf("after the lift: %+v", got)
		}
		held = must[*models.RadarItem](t)(s.ClaimRadar(ctx, dora, by[appealed.ID].ID))
		done := must[*models.RadarItem](t)(s.CloseRadar(ctx, dora, models.CloseRadar{ID: held.ID, Version: held.Version, Outcome: models.RadarAppeal, Reason: "nothing holds today"}))
		d := must[*models.AppealDetail](t)(s.Appeal(ctx, done.AppealID))
		if d.Appeal.Channel != models.ChannelRadar || d.Appeal.SanctionID != appealed.ID || d.Words != "nothing holds today" {
			t.Errorf("appeal = %+v, %q", d.Appeal, d.Words)
		}
		if items, _ := f.radar(models.RadarFilter{}); len(items) != 0 {
			t.Errorf("still open: %+v", items)
		}
		_, err = s.FileAppeal(ctx, cleo, models.FileAppeal{SanctionID: appealed.ID, Channel: models.ChannelRadar, Lang: "en", Words: "by hand"})
		wantInvalid(t, err, "channel", "choice")
		if got := effect(t, s, b.ID); got.Status != models.StatusDeactivated {
			t.Errorf("an appeal alone changed the account: %+v", got)
		}
		if chain, err := s.VerifyAudit(ctx, nil); err != nil || !chain.OK {
			t.Errorf("%+v, %v", chain, err)
		}
	})
}

// TestALiftElsewhereLeavesTheRadar: a measure that ends by another way is off the radar at once.
func TestALiftElsewhereLeavesTheRadar(t *testing.T) {
	forEachDB(t, func(t *testing.T, s *Store, c *clock) {
		f := newFixture(t, s)
		_, sn := f.suspect(c, "good", 0.1, models.SanctionRestrict)
		_, by := f.radar(models.RadarFilter{})
		held := must[*models.RadarItem](t)(s.ClaimRadar(ctx, dora, by[sn.ID].ID))
		ok(t, s.LiftSanction(ctx, dora, sn.ID, sn.Version, "cleared up on the phone"))
		_, err := s.CloseRadar(ctx, dora, models.CloseRadar{ID: held.ID, Version: held.Version + 1, Outcome: models.RadarLift, Reason: "again"})
		if !errors.Is(err, models.ErrState) {
			t.Errorf("closing what is gone: %v", err)
		}
		if items, _ := f.radar(models.RadarFilter{State: models.RadarGone}); len(items) != 1 {
			t.Errorf("%d gone", len(items))
		}
	})
}
