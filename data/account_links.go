package data

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"candor/models"
)

// AccountLinks returns what an account shares with others: the lender's own relationships,
// and the devices, cards and addresses of its newest events with everybody seen with them.
// Every statement is bounded: the account's events by models.EventSample, the things by
// models.LinkThings, who shares one by models.LinkShareMax.
func (s *Store) AccountLinks(ctx context.Context, f models.LinkFilter) (*models.AccountLinks, error) {
	if err := f.Validate(); err != nil {
		return nil, err
	}
	var d models.AccountLinks
	err := s.read(ctx, func(db *gorm.DB) error {
		account, err := findOne[models.Account](db, "", "WHERE id = ?", int64(f.AccountID))
		if err != nil {
			return err
		}
		d.Account = *account
		if d.Masked, err = s.masked(db, account); err != nil {
			return err
		}
		if d.View, err = linkViewOf(db); err != nil {
			return err
		}
		if err := sharedThings(db, f, &d); err != nil {
			return err
		}
		if err := directLinks(db, f, &d); err != nil {
			return err
		}
		return s.fillPeople(db, f, &d)
	})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// sharedThings gathers what the newest events came with and counts who else was seen with it.
func sharedThings(db *gorm.DB, f models.LinkFilter, d *models.AccountLinks) error {
	sample, err := find[models.Event](db, "id, at, kind, body",
		"WHERE account_id = ? ORDER BY id DESC LIMIT "+strconv.Itoa(models.EventSample), int64(f.AccountID))
	if err != nil {
		return err
	}
	d.Sampled = len(sample)
	for i, kind := range sightKinds {
		if f.Kind != "" && f.Kind != kind || f.Token == "" && d.View.Hides(kind, f.Kind) {
			continue
		}
		seen := seenBy(sample, func(e *models.Event) (models.Seen, bool) {
			token := sightTokens(&e.Body)[i]
			return models.Seen{Token: token}, token != "" && (f.Token == "" || token == f.Token)
		})
		for _, sn := range seen {
			d.Things = append(d.Things, models.LinkThing{Kind: kind, Token: sn.Token, Accounts: 1, First: sn.First, Last: sn.Last, N: sn.N})
		}
	}
	slices.SortStableFunc(d.Things, func(a, b models.LinkThing) int { return b.Last.Compare(a.Last) })
	if len(d.Things) > models.LinkThings {
		d.Things, d.Cut = d.Things[:models.LinkThings], true
	}
	for i := range d.Things {
		if err := countSharers(db, f.AccountID, &d.Things[i]); err != nil {
			return err
		}
	}
	slices.SortStableFunc(d.Things, func(a, b models.LinkThing) int {
		return cmp.Or(d.View.Before(a.Kind, b.Kind), cmp.Compare(thingRank(&a), thingRank(&b)), cmp.Compare(b.Accounts, a.Accounts))
	})
	return nil
}

// thingRank puts what few share first, then hubs, then what nobody shares.
func thingRank(t *models.LinkThing) int {
	switch {
	case t.Hub():
		return 1
	case t.Shared():
		return 0
	}
	return 2
}

// countSharers reads who was seen with a thing, by its key, up to models.LinkShareMax.
func countSharers(db *gorm.DB, self models.ID, t *models.LinkThing) error {
	rows, err := find[models.Sighting](db, "account_id",
		"WHERE kind = ? AND token = ? ORDER BY account_id LIMIT "+strconv.Itoa(models.LinkShareMax), t.Kind, t.Token)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.AccountID != self {
			t.Others = append(t.Others, r.AccountID)
		}
	}
	t.Accounts = max(1, len(rows))
	if len(t.Others) == len(rows) && len(rows) < models.LinkShareMax { // recorded, and not yet counted
		t.Accounts = len(rows) + 1
	}
	return nil
}

// directLinks reads the account's relationships.
func directLinks(db *gorm.DB, f models.LinkFilter, d *models.AccountLinks) (err error) {
	if f.Token != "" || f.Kind == "ip" {
		return nil
	}
	tail, args := "WHERE account_id = ?", []any{int64(f.AccountID)}
	if f.Kind != "" {
		tail, args = tail+" AND kind = ?", append(args, f.Kind)
	}
	d.Direct, err = find[models.Relationship](db, "", tail+" ORDER BY other_id, kind LIMIT "+strconv.Itoa(models.LinkShareMax), args...)
	d.Direct = slices.DeleteFunc(d.Direct, func(r models.Relationship) bool { return d.View.Hides(r.Kind, f.Kind) })
	return err
}

// fillPeople reads the accounts at the other ends, how they stand, and what they share among
// themselves.
func (s *Store) fillPeople(db *gorm.DB, f models.LinkFilter, d *models.AccountLinks) error {
	ids := shownPeople(f, d)
	found, err := accountsByID(db, ids)
	if err != nil {
		return err
	}
	outcomes, open, err := judgedCases(db, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		a := found[id]
		if a == nil {
			continue
		}
		p := models.LinkPerson{
			ID: id, Status: a.Status, DaysPastDue: a.DaysPastDue, Score: a.Score, Band: a.Band, Outcome: outcomes[id], Open: open[id],
		}
		if p.Masked, err = s.masked(db, a); err != nil {
			return err
		}
		d.People = append(d.People, p)
	}
	return linksBetween(db, ids, d)
}

// shownPeople is who is shown, those of direct links first, and takes the others out of what
// is shared.
func shownPeople(f models.LinkFilter, d *models.AccountLinks) []models.ID {
	var ids []models.ID
	known := map[models.ID]bool{}
	add := func(id models.ID) bool {
		if !known[id] && len(ids) >= models.LinksMax {
			d.More = true
			return false
		}
		if !known[id] {
			known[id], ids = true, append(ids, id)
		}
		return true
	}
	d.Direct = slices.DeleteFunc(d.Direct, func(r models.Relationship) bool { return !add(r.OtherID) })
	for i := range d.Things {
		t := &d.Things[i]
		if t.Hub() && !f.Hubs {
			t.Others = nil
			continue
		}
		t.Others = slices.DeleteFunc(t.Others, func(id models.ID) bool { return !add(id) })
	}
	return ids
}

// judgedCases is how the last decided case of each account ended, and who has an open one.
func judgedCases(db *gorm.DB, ids []models.ID) (map[models.ID]models.CaseOutcome, map[models.ID]bool, error) {
	outcomes, open := map[models.ID]models.CaseOutcome{}, map[models.ID]bool{}
	if len(ids) == 0 {
		return outcomes, open, nil
	}
	rows, err := find[models.Case](db, "id, account_id, state, outcome",
		"WHERE account_id IN "+places(len(ids))+" ORDER BY account_id, id LIMIT 1000", idArgs(ids)...)
	for i := range rows {
		if rows[i].State == models.CaseOpen {
			open[rows[i].AccountID] = true
		} else {
			outcomes[rows[i].AccountID] = rows[i].Outcome
		}
	}
	return outcomes, open, err
}

// linksBetween reads what the accounts that are shown share among themselves, each once.
func linksBetween(db *gorm.DB, ids []models.ID, d *models.AccountLinks) error {
	if len(ids) < 2 {
		return nil
	}
	args := idArgs(ids)
	rows, err := find[models.Relationship](db, "",
		"WHERE account_id IN "+places(len(ids))+" AND other_id IN "+places(len(ids))+" AND account_id < other_id ORDER BY account_id, other_id, kind LIMIT 400",
		append(args, args...)...)
	d.Between = rows
	return err
}

func idArgs(ids []models.ID) []any {
	args := make([]any, len(ids), 2*len(ids))
	for i, id := range ids {
		args[i] = int64(id)
	}
	return args
}
