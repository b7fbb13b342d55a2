package data

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// listGuards is how far a change of the lists may reach without a second person, or at all:
// as the live policy says.
func (s *Store) listGuards(db *gorm.DB) (models.ListGuards, error) {
	if s.guards != (models.ListGuards{}) {
		return s.guards, nil
	}
	live, err := livePolicyRow(db)
	if err != nil {
		return models.ListGuards{}, err
	}
	return models.ListGuardsOf(&live.Document), nil
}

// listToken is a value as events carry it: keyed where it identifies a person.
func (s *Store) listToken(cmd models.AddListEntry) (string, error) {
	switch {
	case cmd.Tokened():
		return cmd.Token(), nil
	case cmd.Kind == models.ListAccount || cmd.Kind == models.ListMerchant:
		return cmd.Value, nil
	case cmd.Kind == models.ListNetwork:
		p, fault, _ := models.ParseNetwork(cmd.Value)
		if fault != "" {
			return "", fmt.Errorf("network: %s", fault)
		}
		return p.String(), nil
	case cmd.Kind == models.ListPhone:
		return hex.EncodeToString(s.vault.Index(indexPhone, cmd.Value)), nil
	}
	return s.token(cmd.Kind, cmd.Value), nil
}

// listLine is what a command would add.
func (s *Store) listLine(cmd models.AddListEntry) (models.ListLine, error) {
	token, err := s.listToken(cmd)
	return models.ListLine{
		Lane: cmd.Lane, Kind: cmd.Kind, Token: token, Shown: models.MaskedValue(cmd.Kind, cmd.Value), Reason: cmd.Reason, EndsAt: stampPtr(cmd.EndsAt),
	}, err
}

// AddListEntry puts something on a list. What would block, or always allow, more accounts
// than one person may waits for a second one, as the change that comes back; what would
// block more than anybody may is refused as *models.Invalid with the figures, as are an
// account that nobody has and what is in force already.
func (s *Store) AddListEntry(ctx context.Context, actor models.Actor, cmd models.AddListEntry) (*models.ListPut, error) {
	if err := cmd.Validate(s.Now()); err != nil {
		return nil, err
	}
	line, err := s.listLine(cmd)
	if err != nil {
		return nil, fmt.Errorf("add list entry: %w", err)
	}
	lines := []models.ListLine{line}
	var reach models.ListReach
	if err := s.read(ctx, func(db *gorm.DB) (err error) {
		if err := knownAccounts(db, lines); err != nil {
			return err
		}
		reach, err = s.touch(db, lines, s.Now())
		return err
	}); err != nil {
		return nil, err
	}
	if err := reach.Check("value"); err != nil {
		return nil, err
	}
	var put models.ListPut
	if actor.Kind == models.ActorKey { // a machine asks again when an answer was lost
		if put.Change, err = s.waitingChange(ctx, lines); err != nil || put.Change != nil {
			return &put, err
		}
	}
	err = s.write(ctx, actor, func(tx *writeTx) (err error) {
		put, err = tx.putEntry(lines, reach, cmd.Reason)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("add list entry: %w", err)
	}
	return &put, nil
}

// putEntry puts a single line on its list, or proposes it where it needs a second person.
func (tx *writeTx) putEntry(lines []models.ListLine, reach models.ListReach, reason string) (put models.ListPut, err error) {
	if err := tx.lockLists(); err != nil {
		return put, err
	}
	if err := tx.markThere(lines); err != nil {
		return put, err
	}
	if lines[0].There {
		var bad models.Invalid
		bad.Add("value", "list_there")
		return put, bad.OrNil()
	}
	if put.Notes, err = networkNotes(tx.db, &lines[0], tx.now); err != nil {
		return put, err
	}
	lines[0].Notes = put.Notes
	if reach.NeedsSecond() {
		put.Change, err = tx.proposeEntry(lines, reach, reason)
		return put, err
	}
	made, err := tx.addEntries(lines, tx.listSource(), 0)
	if err == nil {
		put.Entry = &made[0]
	}
	return put, err
}

// knownAccounts refuses lines about accounts that nobody has.
func knownAccounts(db *gorm.DB, lines []models.ListLine) error {
	for i := range lines {
		if lines[i].Kind != models.ListAccount {
			continue
		}
		id, err := models.ParseID(models.PrefixAccount, lines[i].Token)
		if err != nil {
			return err
		}
		var n int64
		if err := db.Model(&models.Account{}).Where("id = ?", id).Count(&n).Error; err != nil {
			return err
		}
		if n == 0 {
			var bad models.Invalid
			bad.Add("value", "unknown_account")
			return bad.OrNil()
		}
	}
	return nil
}

// lockLists makes whoever adds entries go one by one, so that nothing is added twice. SQLite
// has one writer anyway.
func (tx *writeTx) lockLists() error {
	if tx.store.dialect != postgresql {
		return nil
	}
	return tx.db.Exec("LOCK TABLE list_entries IN SHARE ROW EXCLUSIVE MODE").Error
}

// markThere marks the lines that an entry in force says already.
func (tx *writeTx) markThere(lines []models.ListLine) error {
	return markThere(inForceEntries(tx.db, tx.now), lines)
}

func markThere(inForce *gorm.DB, lines []models.ListLine) error {
	tokens := make([]string, 0, len(lines))
	for i := range lines {
		tokens = append(tokens, lines[i].Token)
	}
	type key struct {
		lane        models.ListLane
		kind, token string
	}
	there := map[key]bool{}
	for chunk := range slices.Chunk(tokens, touchChunk) {
		var found []models.ListEntry
		q := inForce.Session(&gorm.Session{}).Select("lane", "kind", "token").Where("token IN ?", chunk)
		if err := q.Find(&found).Error; err != nil {
			return err
		}
		for _, e := range found {
			there[key{e.Lane, e.Kind, e.Token}] = true
		}
	}
	for i := range lines {
		lines[i].There = there[key{lines[i].Lane, lines[i].Kind, lines[i].Token}]
	}
	return nil
}

// The codes of what a reader of a network's entry should know.
const (
	notePrivate  = "private"
	noteOverlaps = "overlaps"
)

// networkNotes says what is noteworthy about a line on a network.
func networkNotes(db *gorm.DB, l *models.ListLine, now time.Time) ([]string, error) {
	near, err := nearNetworks(db, l.Kind, l.Token, now)
	if err != nil {
		return nil, err
	}
	return notesOf(l.Kind, l.Token, len(near) > 0), nil
}

func notesOf(kind, token string, overlaps bool) []string {
	var notes []string
	if p, err := netip.ParsePrefix(token); kind == models.ListNetwork && err == nil && models.PrivateNetwork(p) {
		notes = append(notes, notePrivate)
	}
	if overlaps {
		notes = append(notes, noteOverlaps)
	}
	return notes
}

// nearNetworks is the entries in force on networks that overlap one.
func nearNetworks(db *gorm.DB, kind, token string, now time.Time) ([]models.ListEntry, error) {
	p, err := netip.ParsePrefix(token)
	if kind != models.ListNetwork || err != nil {
		return nil, nil //nolint:nilerr // what is no network overlaps none
	}
	var all, near []models.ListEntry
	if err := inForceEntries(db, now).Where("kind = ?", models.ListNetwork).Order("id").Limit(listsMax).Find(&all).Error; err != nil {
		return nil, err
	}
	for _, e := range all {
		if other, err := netip.ParsePrefix(e.Token); err == nil && other.Overlaps(p) {
			near = append(near, e)
		}
	}
	return near, nil
}

// addEntries puts lines on their lists, each with its audit entry.
func (tx *writeTx) addEntries(lines []models.ListLine, source string, change models.ID) ([]models.ListEntry, error) {
	made := make([]models.ListEntry, 0, len(lines))
	for _, l := range lines {
		id, err := tx.id()
		if err != nil {
			return nil, err
		}
		made = append(made, models.ListEntry{
			ID: id, Lane: l.Lane, Kind: l.Kind, Token: l.Token, Reason: l.Reason, Source: source, ChangeID: change,
			MadeBy: tx.actor.UserID, MadeName: tx.actor.Name, MadeAt: tx.now, EndsAt: l.EndsAt,
		})
	}
	if err := tx.insertMany(&made, 13); err != nil {
		return nil, err
	}
	for i := range made {
		e := &made[i]
		after := map[string]any{"lane": e.Lane, "kind": e.Kind, "token": e.Token, "ends_at": e.EndsAt, "source": e.Source}
		if change != 0 {
			after["change"] = change.Public(models.PrefixListChange)
		}
		if err := tx.audit(models.ActionListAdded, listTarget(e), nil, after, e.Reason); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func listTarget(l *models.ListEntry) target { return target{kind: "list", id: l.PublicID()} }

// EndListEntry takes something off its list. models.ErrState when it is off already.
func (s *Store) EndListEntry(ctx context.Context, actor models.Actor, id models.ID, reason string) error {
	return s.write(ctx, actor, func(tx *writeTx) error {
		var l models.ListEntry
		if err := tx.take(&l, id); err != nil {
			return err
		}
		if l.EndedAt != nil {
			return models.ErrState
		}
		l.EndedAt, l.EndName = &tx.now, tx.actor.Name
		if err := tx.db.Model(&l).Select("ended_at", "end_name").Updates(&l).Error; err != nil {
			return err
		}
		return tx.audit(models.ActionListEnded, listTarget(&l), map[string]any{"lane": l.Lane, "kind": l.Kind, "token": l.Token}, nil, reason)
	})
}
