package data

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"candor/models"
)

// SettleAsked notes that one thing which the customer of a case was asked for is here, or that it is done without. With the last of them
// the case comes back.
func (s *Store) SettleAsked(ctx context.Context, actor models.Actor, cmd models.SettleAsked) error {
	return s.changeAsked(ctx, actor, cmd.CaseID, func(tx *writeTx, c *models.Case) error {
		var e models.Evidence
		if err := tx.db.Where("id = ? AND case_id = ?", cmd.EvidenceID, c.ID).Take(&e).Error; err != nil {
			return err
		}
		if err := e.Settle(tx.actor, cmd, tx.now); err != nil {
			return err
		}
		action, after := models.ActionCaseReceived, map[string]any{"evidence": e.Kind, "how": e.How}
		if cmd.As == models.EvidenceWaived {
			subject, err := subjectOf(tx.db, c.AccountID)
			if err != nil {
				return err
			}
			if e.Finding, err = tx.seal(cmd.Reason, findingPlace(e.ID), subject); err != nil {
				return err
			}
			action, after = models.ActionCaseWaived, map[string]any{"evidence": e.Kind}
		}
		if err := tx.keepReceived(&e); err != nil {
			return err
		}
		if err := tx.audit(action, aboutCase(c), nil, after, cmd.Reason); err != nil {
			return err
		}
		return tx.settled(c)
	})
}

// CallOffAsk takes back what the customer of a case was asked for and has not handed in; a letter that is still held does not leave.
func (s *Store) CallOffAsk(ctx context.Context, actor models.Actor, cmd models.CallOffAsk) error {
	if err := cmd.Validate(); err != nil {
		return err
	}
	return s.changeAsked(ctx, actor, cmd.CaseID, func(tx *writeTx, c *models.Case) error {
		if err := expect(c.Version, cmd.Version); err != nil {
			return err
		}
		kinds, err := tx.endAsked(c, models.HowCalledOff)
		if err != nil {
			return err
		}
		if len(kinds) == 0 {
			return models.ErrState
		}
		err = tx.audit(models.ActionCaseCalledOff, aboutCase(c), nil, map[string]string{"evidence": strings.Join(kinds, ",")}, cmd.Reason)
		if err != nil {
			return err
		}
		if c.Waits() { // and is not put off for a reason of its own
			_, err = tx.returned(c, models.BackOff)
		}
		return err
	})
}

// CustomerNoMore notes that the customer has nothing more to hand in: the case goes on with what is here.
func (s *Store) CustomerNoMore(ctx context.Context, actor models.Actor, l *models.CustomerLink) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		c, err := tx.ownCase(l)
		if err != nil {
			return err
		}
		kinds, err := tx.endAsked(c, models.HowNone)
		if err != nil {
			return err
		}
		if len(kinds) == 0 {
			return models.ErrState
		}
		if err := tx.audit(models.ActionCaseNoMore, aboutCase(c), nil, map[string]string{"evidence": strings.Join(kinds, ",")}, ""); err != nil {
			return err
		}
		_, err = tx.returned(c, models.BackNoMore)
		return err
	})
}

// changeAsked takes an open case that nobody else holds, and the account before it, as whoever raises flags does.
func (s *Store) changeAsked(ctx context.Context, actor models.Actor, id models.ID, rule func(*writeTx, *models.Case) error) error {
	err := s.write(ctx, actor, func(tx *writeTx) error {
		found, err := findOne[models.Case](tx.db, "account_id", "WHERE id = ?", int64(id))
		if err != nil {
			return err
		}
		if _, err := tx.hold(found.AccountID); err != nil {
			return err
		}
		var c models.Case
		if err := tx.take(&c, id); err != nil {
			return err
		}
		if c.State != models.CaseOpen {
			return models.ErrState
		}
		if holder := c.HeldBy(tx.now); holder != 0 && holder != tx.actor.UserID {
			return &models.Refused{Code: "claimed"}
		}
		if err := tx.mayWork(c.Queue); err != nil {
			return err
		}
		return rule(tx, &c)
	})
	if err != nil {
		return fmt.Errorf("case %s: %w", id.Public(models.PrefixCase), err)
	}
	return nil
}

// stillAsked reads what the customer of a case is still waited for.
func (tx *writeTx) stillAsked(c *models.Case) ([]models.Evidence, error) {
	var open []models.Evidence
	return open, tx.db.Where("case_id = ? AND "+stillAsked, c.ID).Order("id").Find(&open).Error
}

// settled brings a case back with the last thing that it waited for, and asks anew where a letter is still held that asks for what is here.
func (tx *writeTx) settled(c *models.Case) error {
	open, err := tx.stillAsked(c)
	if err != nil {
		return err
	}
	if err := tx.retell(c, open); err != nil || len(open) > 0 {
		return err
	}
	_, err = tx.returned(c, models.BackCame)
	return err
}

// endAsked ends the waiting for all that was asked for, with the letters about it that are still held, and returns what it was.
func (tx *writeTx) endAsked(c *models.Case, how models.EvidenceHow) ([]string, error) {
	open, err := tx.stillAsked(c)
	if err != nil {
		return nil, err
	}
	var kinds []string
	for i := range open {
		if err := open[i].EndWait(tx.actor, how, tx.now); err != nil {
			return nil, err
		}
		if err := tx.keepReceived(&open[i]); err != nil {
			return nil, err
		}
		kinds = append(kinds, open[i].Kind)
	}
	return kinds, tx.retell(c, nil)
}

// decidedWithout ends the waiting for what a decided case does not need any more.
func (tx *writeTx) decidedWithout(c *models.Case) error {
	kinds, err := tx.endAsked(c, models.HowDecided)
	if err != nil || len(kinds) == 0 {
		return err
	}
	after := map[string]any{"evidence": strings.Join(kinds, ","), "how": models.HowDecided}
	return tx.audit(models.ActionCaseWaived, aboutCase(c), nil, after, "")
}

// retell recalls the letters about a case that are still held and name what is not waited for any more, and asks anew for the rest of each:
// nothing leaves that the case does not need.
func (tx *writeTx) retell(c *models.Case, open []models.Evidence) error {
	var letters []models.Message
	err := tx.db.Where("account_id = ? AND object_id = ? AND template = ? AND state = 'held'", c.AccountID, c.PublicID(), models.TemplateCaseEvidence).
		Order("id").Find(&letters).Error
	if err != nil {
		return err
	}
	for i := range letters {
		m := &letters[i]
		named := strings.Split(m.Values["evidence"], ",")
		left := slices.DeleteFunc(slices.Clone(named), func(kind string) bool {
			return !slices.ContainsFunc(open, func(e models.Evidence) bool { return e.Kind == kind })
		})
		if len(left) == len(named) {
			continue
		}
		gone, err := tx.recallHeld(m)
		if err != nil {
			return err
		}
		if gone && len(left) > 0 {
			if err := tx.askAnew(c, m, left); err != nil {
				return err
			}
		}
	}
	return nil
}

// askAnew sends a letter again that was recalled, for what is left of it.
func (tx *writeTx) askAnew(c *models.Case, m *models.Message, kinds []string) error {
	var a models.Account
	if err := tx.db.Where("id = ?", c.AccountID).Take(&a).Error; err != nil {
		return err
	}
	values := maps.Clone(m.Values)
	values["evidence"] = strings.Join(kinds, ",")
	return tx.message(&a, m.Template, values, m.ObjectID)
}
