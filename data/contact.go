package data

import (
	"context"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// ContactHistory returns what a customer said about how they may be reached, newest first, at most listMax of it. What holds now is
// always among it: one choice a way.
func (s *Store) ContactHistory(ctx context.Context, account models.ID) ([]models.ContactChoice, error) {
	var list []models.ContactChoice
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		list, err = contactHistory(db, account)
		return err
	})
	return list, err
}

func contactHistory(db *gorm.DB, account models.ID) ([]models.ContactChoice, error) {
	now, err := contactChosen(db, account)
	if err != nil {
		return nil, err
	}
	var list []models.ContactChoice
	if err := db.Where("account_id = ?", account).Order("id DESC").Limit(listMax).Find(&list).Error; err != nil {
		return nil, err
	}
	for _, c := range now { // older than the list goes back
		if n := len(list); n == listMax && c.ID < list[n-1].ID {
			list = append(list, c)
		}
	}
	return list, nil
}

// contactChosen reads what holds of an account now.
func contactChosen(db *gorm.DB, account models.ID) ([]models.ContactChoice, error) {
	var list []models.ContactChoice
	err := db.Where("account_id = ? AND ended_at IS NULL", account).Order("id DESC").Find(&list).Error
	return list, err
}

// ContactPage returns an account, its masked name and its ContactHistory.
func (s *Store) ContactPage(ctx context.Context, id models.ID) (*models.Account, string, []models.ContactChoice, error) {
	var a models.Account
	var name string
	var list []models.ContactChoice
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", id).Take(&a).Error; err != nil {
			return err
		}
		var err error
		if name, err = s.maskedName(db, &a); err != nil {
			return err
		}
		list, err = contactHistory(db, id)
		return err
	})
	return &a, name, list, err
}

// ChooseContact notes what a customer says about how they may be reached. Answers over another history than the present one are
// models.ErrConflict, those that change nothing models.Invalid "contact_unchanged", and an account without a person any more models.ErrState.
func (s *Store) ChooseContact(ctx context.Context, actor models.Actor, cmd models.ChooseContact) error {
	if err := cmd.Validate(actor.Kind == models.ActorCustomer); err != nil {
		return err
	}
	return s.write(ctx, actor, func(tx *writeTx) error { return tx.chooseContact(cmd) })
}

// CustomerContact is ChooseContact for the customer of a link.
func (s *Store) CustomerContact(ctx context.Context, actor models.Actor, l *models.CustomerLink, cmd models.ChooseContact) error {
	cmd.AccountID, cmd.Told = l.AccountID, models.ChannelPortal
	return s.ChooseContact(ctx, actor, cmd)
}

func (tx *writeTx) chooseContact(cmd models.ChooseContact) error {
	var a models.Account
	if err := tx.take(&a, cmd.AccountID); err != nil {
		return err
	}
	if a.ErasedAt != nil {
		return models.ErrState
	}
	history, err := contactHistory(tx.db, a.ID)
	if err != nil {
		return err
	}
	if models.ChoicesSeen(history) != cmd.Seen {
		return models.ErrConflict
	}
	now, before, after := models.ChoicesNow(history), map[string]any{}, map[string]any{}
	for _, way := range models.ContactWays() {
		was, is := now.Answer(way), cmd.Answers[way]
		if was == is {
			continue
		}
		before[string(way)], after[string(way)] = was, is
		if err := tx.replaceChoice(&a, way, is, cmd.Told); err != nil {
			return err
		}
	}
	if len(after) == 0 {
		var bad models.Invalid
		bad.Add("", "contact_unchanged")
		return bad.OrNil()
	}
	after["told"] = cmd.Told
	return tx.audit(models.ActionContactChosen, target{kind: "account", id: a.PublicID(), accountID: a.ID}, before, after, "")
}

// replaceChoice ends what was said about a way and keeps what is said now.
func (tx *writeTx) replaceChoice(a *models.Account, way models.ContactWay, is models.ContactAnswer, told string) error {
	err := tx.db.Model(&models.ContactChoice{}).Where("account_id = ? AND way = ? AND ended_at IS NULL", a.ID, way).Update("ended_at", tx.now).Error
	if err != nil || is == models.AnswerOpen {
		return err
	}
	id, err := tx.id()
	if err != nil {
		return err
	}
	return tx.insert(&models.ContactChoice{
		ID: id, AccountID: a.ID, Way: way, Allowed: is == models.AnswerAllowed, Told: told, ByKind: tx.actor.Kind, ByName: tx.actor.Name, At: tx.now,
	})
}

// contactWait asks the contact rules in force whether a delivery may leave now. What went over a webhook or by hand is no contact
// of ours; every text and e-mail of the last 7 days is one.
func (tx *writeTx) contactWait(d *models.Delivery, chosen models.ContactChoices) (models.ContactRule, time.Time, error) {
	policy, err := tx.policyNow()
	if err != nil {
		return models.ContactFree, tx.now, err
	}
	rules := policy.ContactRules()
	past := models.Contacts{Night: chosen.Allows(models.WayNight)}
	if !d.Mandatory {
		var at []time.Time
		err := tx.db.Model(&models.Delivery{}).Where("account_id = ? AND state = 'delivered' AND done_at > ?", d.AccountID, tx.now.AddDate(0, 0, -7)).
			Where("channel IN ?", []models.Channel{models.ChannelSMS, models.ChannelEmail}).Order("done_at DESC").Limit(rules.WeekMost).Pluck("done_at", &at).Error
		if err != nil {
			return models.ContactFree, tx.now, err
		}
		day := models.ContactDay(rules, tx.now)
		past.Week = len(at)
		for _, t := range at {
			if !t.Before(day) {
				past.Day++
			}
		}
	}
	rule, until := models.ContactWait(rules, d.Mandatory, past, tx.now)
	return rule, until, nil
}
