package data

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"candor/models"
)

// AccountEvents returns a page of an account's events, with the devices and places that its
// newest events came from.
func (s *Store) AccountEvents(ctx context.Context, f models.EventFilter) (*models.AccountEvents, error) {
	var d models.AccountEvents
	err := s.read(ctx, func(db *gorm.DB) error {
		if err := db.Where("id = ?", f.AccountID).Take(&d.Account).Error; err != nil {
			return err
		}
		if err := eventPage(db, f, &d); err != nil {
			return err
		}
		var sample []models.Event
		if err := eventSample(db, f.AccountID).Find(&sample).Error; err != nil {
			return err
		}
		d.Sampled, d.Devices, d.Places = len(sample), devicesOf(sample), placesOf(sample)
		d.Travels = models.TravelsOf(sample)
		var err error
		if d.Masked, err = s.masked(db, &d.Account); err != nil {
			return err
		}
		return db.Where("account_id = ?", f.AccountID).Order("id DESC").Limit(showHistory).Find(&d.Challenges).Error
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// eventSample is the newest events of an account with what devices, places and moves are read from.
func eventSample(db *gorm.DB, account models.ID) *gorm.DB {
	return db.Select("id", "at", "kind", "body", "late", "corrected_at", "outcome", "result").
		Where("account_id = ?", account).Order("id DESC").Limit(models.EventSample)
}

// eventPage reads one page in the order of receipt, newest first.
func eventPage(db *gorm.DB, f models.EventFilter, d *models.AccountEvents) error {
	back := f.After == 0 && f.Before != 0
	q := db.Omit("input", "result").Where("account_id = ?", f.AccountID)
	if kinds := f.Group.Kinds(); kinds != nil {
		q = q.Where("kind IN ?", kinds)
	}
	if f.Group == models.EventsLate {
		q = q.Where("late AND corrected_at IS NULL")
	}
	order := "id DESC"
	switch {
	case f.After != 0:
		q = q.Where("id < ?", f.After)
	case back:
		q, order = q.Where("id > ?", f.Before), "id"
	}
	if err := q.Order(order).Limit(f.Limit + 1).Find(&d.Items).Error; err != nil {
		return err
	}
	more := len(d.Items) > f.Limit
	if more {
		d.Items = d.Items[:f.Limit]
	}
	d.Newer, d.Older = f.After != 0, more
	if back {
		slices.Reverse(d.Items)
		d.Newer, d.Older = more, true
	}
	return nil
}

// seenBy gathers events by a key, the latest seen first.
func seenBy(events []models.Event, key func(*models.Event) (models.Seen, bool)) []models.Seen {
	at := map[models.Seen]int{}
	var list []models.Seen
	for i := range events {
		e := &events[i]
		k, ok := key(e)
		if !ok {
			continue
		}
		j, known := at[k]
		if !known {
			j = len(list)
			at[k] = j
			first := k
			first.First, first.Last = e.At, e.At
			list = append(list, first)
		}
		s := &list[j]
		s.N++
		if e.At.Before(s.First) {
			s.First = e.At
		}
		if e.At.After(s.Last) {
			s.Last = e.At
		}
	}
	slices.SortStableFunc(list, func(a, b models.Seen) int {
		return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(b.N, a.N), cmp.Compare(a.Token+a.City+a.Network, b.Token+b.City+b.Network))
	})
	return list
}

func devicesOf(events []models.Event) []models.Seen {
	return seenBy(events, func(e *models.Event) (models.Seen, bool) {
		return models.Seen{Token: e.Body.Device}, e.Body.Device != ""
	})
}

func placesOf(events []models.Event) []models.Seen {
	return seenBy(events, func(e *models.Event) (models.Seen, bool) {
		return models.Seen{City: e.Body.City, Network: e.Body.Network}, e.Body.City != "" || e.Body.Network != ""
	})
}
