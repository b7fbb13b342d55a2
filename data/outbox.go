package data

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"candor/models"
)

// Outbox returns a page of what leaves for customers, newest first: held messages, or deliveries of a state, a channel, or the
// development inbox. Recipients are masked.
func (s *Store) Outbox(ctx context.Context, f models.OutboxFilter) (models.OutboxPage, error) {
	var page models.OutboxPage
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		if f.Held {
			page, err = s.heldMessages(db, f)
		} else {
			page, err = s.deliveries(db, f)
		}
		return err
	})
	return page, err
}

// outboxPage cuts a keyset page out of rows that were read with one more than asked for.
func outboxPage[T any](f models.OutboxFilter, rows []T) (kept []T, newer, older bool) {
	more := len(rows) > f.Limit
	if more {
		rows = rows[:f.Limit]
	}
	if f.After != 0 { // going back to newer rows, read oldest first
		slices.Reverse(rows)
		return rows, more, true
	}
	return rows, f.Before != 0, more
}

func outboxKeys(db *gorm.DB, f models.OutboxFilter) *gorm.DB {
	switch {
	case f.After != 0:
		db = db.Where("id > ?", f.After).Order("id")
	case f.Before != 0:
		db = db.Where("id < ?", f.Before).Order("id DESC")
	default:
		db = db.Order("id DESC")
	}
	return db.Limit(f.Limit + 1)
}

func (s *Store) deliveries(db *gorm.DB, f models.OutboxFilter) (models.OutboxPage, error) {
	q := narrowDeliveries(outboxKeys(db, f), f)
	var rows []models.Delivery
	if err := q.Find(&rows).Error; err != nil {
		return models.OutboxPage{}, err
	}
	var page models.OutboxPage
	rows, page.Newer, page.Older = outboxPage(f, rows)
	ids := make([]models.ID, len(rows))
	for i := range rows {
		ids[i] = rows[i].MessageID
	}
	var found []models.Message
	if err := db.Where("id IN ?", ids).Find(&found).Error; err != nil {
		return page, err
	}
	byID := map[models.ID]models.Message{}
	for _, m := range found {
		byID[m.ID] = m
	}
	for _, d := range rows {
		page.Items = append(page.Items, models.OutboxItem{Delivery: d, Message: byID[d.MessageID]})
	}
	return page, s.addressees(db, page.Items)
}

// narrowDeliveries narrows deliveries.
func narrowDeliveries(q *gorm.DB, f models.OutboxFilter) *gorm.DB {
	if f.Inbox {
		q = q.Where("inbox") // as the index says it
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	switch {
	case f.Channel == "":
	case f.NotChannel:
		q = q.Where("channel <> ?", f.Channel)
	default:
		q = q.Where("channel = ?", f.Channel)
	}
	return q
}

func (s *Store) heldMessages(db *gorm.DB, f models.OutboxFilter) (models.OutboxPage, error) {
	var rows []models.Message
	if err := outboxKeys(db, f).Where("state = 'held'").Find(&rows).Error; err != nil {
		return models.OutboxPage{}, err
	}
	var page models.OutboxPage
	rows, page.Newer, page.Older = outboxPage(f, rows)
	for _, m := range rows {
		page.Items = append(page.Items, models.OutboxItem{Message: m})
	}
	return page, s.addressees(db, page.Items)
}

// addressees fills in whom a page's messages are for, in one query, masked; and the words that their policy version has for them.
func (s *Store) addressees(db *gorm.DB, items []models.OutboxItem) error {
	if len(items) == 0 {
		return nil
	}
	var ids []models.ID
	var versions []int
	for i := range items {
		ids = append(ids, items[i].Message.AccountID)
		versions = append(versions, items[i].Message.PolicyVersion)
	}
	accounts, names, err := s.accountsByID(db, ids)
	if err != nil {
		return err
	}
	slices.Sort(versions)
	var policies []models.Policy
	if err := db.Where("version IN ?", slices.Compact(versions)).Find(&policies).Error; err != nil {
		return err
	}
	for i := range items {
		it := &items[i]
		a := accounts[it.Message.AccountID]
		it.Name, it.External = names[a.ID], a.ExternalID
		if it.To, err = s.maskedTo(db, &a, it.Delivery.Channel); err != nil {
			return err
		}
		if at := slices.IndexFunc(policies, func(p models.Policy) bool { return p.Version == it.Message.PolicyVersion }); at >= 0 {
			it.Message.Word(&policies[at])
		}
	}
	return nil
}

// maskedTo is the address that a channel uses, as much of it as staff may see.
func (s *Store) maskedTo(db *gorm.DB, a *models.Account, channel models.Channel) (string, error) {
	field := map[models.Channel]models.PersonalField{models.ChannelSMS: models.FieldPhone, models.ChannelEmail: models.FieldEmail}[channel]
	for _, f := range sealedFields(a) {
		if f.field != field {
			continue
		}
		value, err := s.openField(db, a, f)
		if err != nil {
			return "", err
		}
		var who models.Personal
		who.Set(field, value)
		masked, _ := who.Masked().Get(field)
		return masked, nil
	}
	return "", nil
}

// OutboxCounts counts held messages and the deliveries of each state, each up to a bound.
func (s *Store) OutboxCounts(ctx context.Context) (models.OutboxCounts, error) {
	c := models.OutboxCounts{State: map[models.DeliveryState]int{}}
	count := func(db *gorm.DB, model any, where string, args ...any) (int, error) {
		var n int64
		few := db.Model(model).Select("1").Where(where, args...).Limit(models.OutboxCountMost + 1)
		err := db.Table("(?) AS few", few).Count(&n).Error
		return int(n), err
	}
	err := s.read(ctx, func(db *gorm.DB) (err error) {
		if c.Held, err = count(db, &models.Message{}, "state = 'held'"); err != nil {
			return err
		}
		for _, state := range models.DeliveryStates() {
			if c.State[state], err = count(db, &models.Delivery{}, "state = ?", state); err != nil {
				return err
			}
		}
		return nil
	})
	return c, err
}

// Delivery returns a delivery with its attempts, message, account and record.
func (s *Store) Delivery(ctx context.Context, id models.ID) (*models.DeliveryDetail, error) {
	var d models.DeliveryDetail
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", id).Take(&d.Delivery).Error; err != nil {
			return err
		}
		if err := s.fillMessage(db, d.Delivery.MessageID, &d.Message, &d.Account); err != nil {
			return err
		}
		var err error
		d.External = d.Account.ExternalID
		if d.Name, err = s.maskedName(db, &d.Account); err != nil {
			return err
		}
		if d.To, err = s.maskedTo(db, &d.Account, d.Delivery.Channel); err != nil {
			return err
		}
		if err := db.Where("delivery_id = ?", id).Order("n DESC").Limit(listMax).Find(&d.Tries).Error; err != nil {
			return err
		}
		return db.Where("object_type = ? AND object_id = ?", "delivery", d.Delivery.PublicID()).Order("seq DESC").Limit(listMax).Find(&d.Entries).Error
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// MessageDeliveries returns how a message left, in the order of its channels' making.
func (s *Store) MessageDeliveries(ctx context.Context, message models.ID) ([]models.Delivery, error) {
	var list []models.Delivery
	err := s.read(ctx, func(db *gorm.DB) error { return db.Where("message_id = ?", message).Order("id").Find(&list).Error })
	return list, err
}
