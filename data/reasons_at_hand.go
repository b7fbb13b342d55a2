package data

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// ReasonsAtHand is what the engine has against an account, for who is about to take a measure against it: of a case the reasons of the
// event behind its strongest flag and what its flags say, then those of the newest assessment by the points that they cost. caseID is 0
// for no case; codes that no customer can be told are left out, and so is what stands there already.
func (s *Store) ReasonsAtHand(ctx context.Context, accountID, caseID models.ID) ([]models.ReasonAtHand, error) {
	var at []models.ReasonAtHand
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		at, err = reasonsAtHand(db, accountID, caseID)
		return err
	})
	return at, err
}

func reasonsAtHand(db *gorm.DB, accountID, caseID models.ID) (at []models.ReasonAtHand, err error) {
	if caseID != 0 {
		if at, err = caseReasons(db, accountID, caseID); err != nil {
			return nil, err
		}
	}
	scored, err := scoredLosses(db, accountID)
	for _, lost := range scored {
		at = append(at, models.ReasonAtHand{Code: lost.Code, Points: lost.Points})
	}
	return models.TellableReasons(at), err
}

// caseReasons is the reasons of the event behind the strongest flag of a case, the newest of these, and of its flags, the strongest first.
func caseReasons(db *gorm.DB, accountID, caseID models.ID) ([]models.ReasonAtHand, error) {
	var flags []models.Flag
	err := db.Where("case_id = ? AND account_id = ? AND state IN ?", caseID, accountID, []models.FlagState{models.FlagOpen, models.FlagConfirmed}).
		Order("severity DESC, id DESC").Limit(listMax).Find(&flags).Error
	if err != nil || len(flags) == 0 {
		return nil, err
	}
	raised := make([]models.ID, len(flags))
	for i := range flags {
		raised[i] = flags[i].DecisionID
	}
	var events []models.Event
	if err := db.Where("account_id = ? AND id IN ?", accountID, raised).Find(&events).Error; err != nil {
		return nil, err
	}
	slices.SortFunc(events, func(a, b models.Event) int {
		return cmp.Compare(slices.Index(raised, a.ID), slices.Index(raised, b.ID))
	})
	var at []models.ReasonAtHand
	if len(events) > 0 {
		r, err := events[0].Decided()
		if err != nil {
			return nil, err
		}
		for _, code := range r.Reasons {
			at = append(at, models.ReasonAtHand{Code: code, Event: events[0].ID})
		}
	}
	for i := range flags {
		if code := models.FlagReason(flags[i].Code); code != "" {
			at = append(at, models.ReasonAtHand{Code: code})
		}
	}
	return at, nil
}

// scoredLosses is the reasons of an account's newest assessment, by the points that they cost, most first; none before the first.
func scoredLosses(db *gorm.DB, account models.ID) ([]decide.Lost, error) {
	last, err := lastDecision(db.Select("result").Where("account_id = ?", account))
	if err != nil || last == nil {
		return nil, err
	}
	r, err := decide.DecodeResult(last.Result)
	if err != nil {
		return nil, err
	}
	lost := slices.Clone(r.Reasons)
	slices.SortStableFunc(lost, func(a, b decide.Lost) int { return cmp.Compare(b.Points, a.Points) })
	return lost, nil
}
