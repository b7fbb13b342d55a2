package data

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"candor/data/vault"
	"candor/models"
)

// FileAppeal takes in an appeal against a sanction in force, with the papers that belong to it or not at all. A sanction has
// at most one open appeal.
func (s *Store) FileAppeal(ctx context.Context, actor models.Actor, cmd models.FileAppeal) (*models.Appeal, error) {
	papers, err := s.inspectAll(ctx, cmd.Files)
	if err != nil {
		return nil, err
	}
	var filed *models.Appeal
	err = s.write(ctx, actor, func(tx *writeTx) error {
		if cmd.Channel == models.ChannelRadar { // only the radar opens those
			var bad models.Invalid
			bad.Add("channel", "choice")
			return bad.OrNil()
		}
		h, sn, err := tx.takeSanction(cmd.SanctionID)
		if err != nil {
			return err
		}
		if cmd.Channel == models.ChannelPortal && sn.Muted(tx.now) {
			return &models.Refused{Code: "appeals_muted"}
		}
		if filed, err = tx.fileAppeal(h, sn, cmd); err != nil {
			return err
		}
		return tx.addFiles(filed.AccountID, models.FileOwner{Prefix: models.PrefixAppeal, ID: filed.ID}, cmd.Files, papers)
	})
	if err != nil {
		return nil, err
	}
	return filed, nil
}

// fileAppeal stores a new appeal with its clock.
func (tx *writeTx) fileAppeal(h *holding, sn *models.Sanction, cmd models.FileAppeal) (*models.Appeal, error) {
	filed, err := tx.newAppeal(h, sn, cmd)
	if err != nil {
		return nil, err
	}
	if err := tx.insert(filed); err != nil {
		return nil, err
	}
	if err := tx.keepCauses(filed, sn); err != nil {
		return nil, err
	}
	if err := tx.enqueueClock(filed); err != nil {
		return nil, err
	}
	return filed, tx.audit(models.ActionAppealReceived, appealTarget(filed), nil, map[string]any{
		"sanction": sn.PublicID(), "channel": filed.Channel, "due_at": filed.DueAt,
	}, "appeal by "+filed.Channel)
}

func (tx *writeTx) newAppeal(h *holding, sn *models.Sanction, cmd models.FileAppeal) (*models.Appeal, error) {
	id, err := tx.id()
	if err != nil {
		return nil, err
	}
	a := &models.Appeal{
		ID: id, AccountID: h.ID, SanctionID: sn.ID, Stage: models.AppealReceived, Channel: cmd.Channel, Lang: cmd.Lang,
		FiledBy: tx.actor.UserID, FiledName: tx.actor.Name, ReceivedAt: tx.now, Restored: []models.RestoredField{}, Parts: []string{}, Version: 1,
		AppealFacts: models.AppealFacts{Kind: sn.Kind, ReasonCode: sn.ReasonCode, MadeBy: sn.MadeBy, MadeName: sn.MadeName},
	}
	if err := a.ValidateIntake(cmd.Words); err != nil {
		return nil, err
	}
	if err := sn.AppealRefusal(tx.now); err != nil {
		return nil, err
	}
	if err := tx.countEarlier(a); err != nil {
		return nil, err
	}
	then, err := lastDecision(tx.db.Select("band").Where("account_id = ? AND at <= ?", sn.AccountID, sn.MadeAt))
	if err != nil {
		return nil, err
	}
	if then != nil {
		a.Band = then.Band
	}
	policy, err := tx.policyNow()
	if err != nil {
		return nil, err
	}
	a.StartClock(policy, tx.now)
	a.Words, err = tx.seal(cmd.Words, wordsPlace(a.ID), h.SubjectSlot)
	return a, err
}

// countEarlier counts the account's appeals before this one, and refuses a second open one
// against the same sanction.
func (tx *writeTx) countEarlier(a *models.Appeal) error {
	var before []models.Appeal
	err := tx.db.Select("sanction_id", "stage").Where("account_id = ?", a.AccountID).Find(&before).Error
	if err != nil {
		return err
	}
	for _, b := range before {
		if b.SanctionID == a.SanctionID && !b.Stage.Ended() {
			return &models.Refused{Code: "appeal_exists"}
		}
	}
	a.Earlier = len(before)
	return nil
}

func wordsPlace(id models.ID) vault.Place {
	return vault.Place{Table: "appeals", Column: "words_sealed", Row: int64(id)}
}

func findingPlace(id models.ID) vault.Place {
	return vault.Place{Table: "evidences", Column: "finding_sealed", Row: int64(id)}
}

func appealTarget(a *models.Appeal) target {
	return target{kind: "appeal", id: a.PublicID(), accountID: a.AccountID}
}

// AcknowledgeAppeal tells the customer that the appeal is here and until when it is decided.
func (s *Store) AcknowledgeAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.moveAppeal(ctx, actor, id, version, func(tx *writeTx, at *appealTx) error {
		if err := at.Acknowledge(tx.now); err != nil {
			return err
		}
		return tx.tell(at, models.TemplateAppealReceived, at.Telling(models.TemplateAppealReceived, at.sanction.Kind))
	})
}

// moveColumns is what a step on an appeal may change.
func moveColumns() []string {
	return []string{
		"stage", "due_at", "paused_at", "warn_at", "escalate_at", "waited_secs", "assignee_id", "assignee_name", "duplicate_of",
	}
}

// appealClock is what audit entries say about an appeal that moves.
type appealClock struct {
	Stage    models.AppealStage `json:"stage"`
	DueAt    time.Time          `json:"due_at"`
	PausedAt *time.Time         `json:"paused_at,omitempty"`
	Assignee string             `json:"assignee,omitempty"`
	Same     string             `json:"same_as,omitempty"`
}

func clockOf(a *models.Appeal) appealClock {
	c := appealClock{Stage: a.Stage, DueAt: a.DueAt, PausedAt: a.PausedAt, Assignee: a.AssigneeName}
	if a.DuplicateOf != 0 {
		c.Same = a.DuplicateOf.Public(models.PrefixAppeal)
	}
	return c
}

// CloseAppeal ends an executed appeal.
func (s *Store) CloseAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.moveAppeal(ctx, actor, id, version, func(_ *writeTx, at *appealTx) error { return at.Close() })
}

// WithdrawAppeal ends an undecided appeal at the customer's wish.
func (s *Store) WithdrawAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64) error {
	return s.moveAppeal(ctx, actor, id, version, func(tx *writeTx, at *appealTx) error {
		if err := at.Withdraw(); err != nil {
			return err
		}
		return tx.tell(at, models.TemplateAppealWithdrawn, at.Telling(models.TemplateAppealWithdrawn, at.sanction.Kind))
	})
}

// MarkAppealDuplicate ends an undecided appeal that says the same as another of the account.
func (s *Store) MarkAppealDuplicate(ctx context.Context, actor models.Actor, id models.ID, version int64, of models.ID) error {
	return s.moveAppeal(ctx, actor, id, version, func(tx *writeTx, at *appealTx) error {
		var other models.Appeal
		if err := tx.db.Where("id = ?", of).Take(&other).Error; errors.Is(err, gorm.ErrRecordNotFound) {
			var bad models.Invalid
			bad.Add("of", "choice")
			return bad.OrNil()
		} else if err != nil {
			return err
		}
		return at.Duplicate(&other)
	})
}

// appealTx is an appeal taken for one unit of work, with its sanction and account.
type appealTx struct {
	models.Appeal
	h        *holding
	sanction *models.Sanction
	barred   models.Barred
	given    []models.Opinion
}

// takeAppeal takes account, sanction and appeal, in that order.
func (tx *writeTx) takeAppeal(id models.ID) (*appealTx, error) {
	var ref models.Appeal
	if err := tx.db.Select("sanction_id").Where("id = ?", id).Take(&ref).Error; err != nil {
		return nil, err
	}
	h, sn, err := tx.takeSanction(ref.SanctionID)
	if err != nil {
		return nil, err
	}
	at := &appealTx{h: h, sanction: sn}
	return at, tx.take(&at.Appeal, id)
}

// moveAppeal runs one step on an appeal as it was read and records where it is now.
func (s *Store) moveAppeal(ctx context.Context, actor models.Actor, id models.ID, version int64, step func(*writeTx, *appealTx) error) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		at, err := tx.takeAppeal(id)
		if err != nil {
			return err
		}
		if err := expect(at.Version, version); err != nil {
			return err
		}
		was := clockOf(&at.Appeal)
		if err := step(tx, at); err != nil {
			return err
		}
		if err := tx.update(&at.Appeal, &at.Version, moveColumns()...); err != nil {
			return err
		}
		return tx.audit(models.ActionAppealMoved, appealTarget(&at.Appeal), was, clockOf(&at.Appeal), "")
	})
}
