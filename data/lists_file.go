package data

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/data/imports"
	"candor/models"
)

// ReadListFile reads a file of entries and keeps what it would add, to be looked at: nothing
// is on a list yet. A file that cannot be read as a whole is refused as *models.Invalid by
// its field "file"; rows that cannot be entries are kept with why.
func (s *Store) ReadListFile(ctx context.Context, actor models.Actor, file models.ListFile) (*models.ListChange, error) {
	rows, refused, err := imports.ReadLists(file, s.Now())
	if err != nil {
		return nil, err
	}
	c := &models.ListChange{Source: models.ListByImport, File: file.Name, State: models.ListRead, Refused: refused, Reason: file.Reason, Version: 1}
	for _, r := range rows {
		line, err := s.listLine(r.AddListEntry)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", r.Line, err)
		}
		line.Line = r.Line
		c.Lines = append(c.Lines, line)
	}
	if err := s.read(ctx, func(db *gorm.DB) error { return s.lookAt(db, c) }); err != nil {
		return nil, fmt.Errorf("read list file: %w", err)
	}
	err = s.write(ctx, actor, func(tx *writeTx) error {
		if err := tx.keepChange(c); err != nil {
			return err
		}
		return tx.audit(models.ActionListRead, changeTarget(c), nil, changeFacts(c), c.Reason)
	})
	if err != nil {
		return nil, fmt.Errorf("read list file: %w", err)
	}
	return c, nil
}

// lookAt refuses the lines of unknown accounts and says of the others what is there already,
// what is noteworthy and whom they would have met.
func (s *Store) lookAt(db *gorm.DB, c *models.ListChange) error {
	if err := dropStrangers(db, c); err != nil {
		return err
	}
	now := s.Now()
	if err := markThere(inForceEntries(db, now), c.Lines); err != nil {
		return err
	}
	var err error
	if c.Reach, err = s.touch(db, c.Lines, now); err != nil {
		return err
	}
	return noteNetworks(db, c.Lines, now)
}

// dropStrangers moves lines about accounts that nobody has to the refused rows.
func dropStrangers(db *gorm.DB, c *models.ListChange) error {
	var ids []models.ID
	for _, l := range c.Lines {
		if l.Kind == models.ListAccount {
			id, err := models.ParseID(models.PrefixAccount, l.Token)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
	}
	known := map[string]bool{}
	for chunk := range slices.Chunk(ids, touchChunk) {
		var found []models.ID
		if err := db.Model(&models.Account{}).Where("id IN ?", chunk).Pluck("id", &found).Error; err != nil {
			return err
		}
		for _, id := range found {
			known[id.Public(models.PrefixAccount)] = true
		}
	}
	c.Lines = slices.DeleteFunc(c.Lines, func(l models.ListLine) bool {
		strange := l.Kind == models.ListAccount && !known[l.Token]
		if strange {
			c.Refused = append(c.Refused, models.ListRefusal{Line: l.Line, Column: "value", Value: l.Shown, Code: "unknown_account"})
		}
		return strange
	})
	slices.SortStableFunc(c.Refused, func(a, b models.ListRefusal) int { return a.Line - b.Line })
	return nil
}

// noteNetworks notes private networks, and those that overlap one in force or another line.
func noteNetworks(db *gorm.DB, lines []models.ListLine, now time.Time) error {
	var all []models.ListEntry
	err := inForceEntries(db, now).Select("id", "token").Where("kind = ?", models.ListNetwork).Order("id").Limit(listsMax).Find(&all).Error
	if err != nil {
		return err
	}
	var there []netip.Prefix
	for _, e := range all {
		if p, err := netip.ParsePrefix(e.Token); err == nil {
			there = append(there, p)
		}
	}
	// Networks overlap when one holds the other's first address, so both ways are looked up.
	known := newOverlaps(there)
	for i := range lines {
		if p, err := netip.ParsePrefix(lines[i].Token); lines[i].Kind == models.ListNetwork && err == nil {
			known.add(p)
		}
	}
	for i := range lines {
		l := &lines[i]
		if l.Kind != models.ListNetwork {
			continue
		}
		p, err := netip.ParsePrefix(l.Token)
		l.Notes = notesOf(l.Kind, l.Token, err == nil && known.others(p))
	}
	return nil
}
