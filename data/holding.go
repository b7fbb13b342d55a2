package data

import (
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/engine/decide"
	"candor/models"
)

// listMax bounds the short lists that stand on an account's pages.
const listMax = 50

// holding is an account with its lines, locked for one unit of work. Limits and sanctions
// change both together, and always take the account first, so that two units that
// concern one account wait for each other instead of meeting crosswise.
type holding struct {
	models.Account
	lines []models.CreditLine
	was   []models.CreditLine
	state accountState // when it was taken
}

// accountState is what audit entries say about an account before and after a change.
type accountState struct {
	Status   models.AccountStatus     `json:"status"`
	Reach    []models.Function        `json:"reach,omitempty"`
	Until    *time.Time               `json:"until,omitempty"`
	LimitFen int64                    `json:"limit_fen"`
	InForce  map[models.Product]int64 `json:"in_force_fen"`
}

func stateOf(a *models.Account, lines []models.CreditLine) accountState {
	s := accountState{
		Status: a.Status, Reach: slices.Clone(a.Reach), Until: a.StatusUntil, LimitFen: a.LimitFen,
		InForce: map[models.Product]int64{},
	}
	for i := range lines {
		s.InForce[lines[i].Product] = lines[i].InForceFen()
	}
	return s
}

// hold takes an account and its lines, in the order of their ids.
func (tx *writeTx) hold(accountID models.ID) (*holding, error) {
	h := &holding{}
	if err := tx.take(&h.Account, accountID); err != nil {
		return nil, err
	}
	err := tx.db.Clauses(clause.Locking{Strength: "UPDATE"}).Where("account_id = ?", accountID).Order("id").Find(&h.lines).Error
	h.was = slices.Clone(h.lines)
	h.state = stateOf(&h.Account, h.lines)
	return h, err
}

// line returns the account's line, ErrNotFound for one that is not the account's.
func (h *holding) line(id models.ID) (*models.CreditLine, error) {
	for i := range h.lines {
		if h.lines[i].ID == id {
			return &h.lines[i], nil
		}
	}
	return nil, models.ErrNotFound
}

func (h *holding) now() accountState { return stateOf(&h.Account, h.lines) }

// keep writes the account and the lines that changed, with the account's sums refreshed,
// and its factors too when a limit that they read is another.
func (tx *writeTx) keep(h *holding) error {
	h.SumLines(h.lines)
	limits := false
	for i := range h.lines {
		if sameLimits(&h.lines[i], &h.was[i]) {
			continue
		}
		err := tx.update(&h.lines[i], &h.lines[i].Version, "limit_fen", "temp_fen", "temp_until", "cap_fen")
		if err != nil {
			return err
		}
		limits = limits || h.lines[i].LimitFen != h.was[i].LimitFen || !equalPtr(h.lines[i].TempFen, h.was[i].TempFen)
		h.was[i] = h.lines[i]
	}
	h.UpdatedAt = tx.now
	err := tx.update(&h.Account, &h.Version, "status", "reach", "status_until", "limit_fen", "used_fen", "updated_at")
	if err != nil || !limits {
		return err
	}
	return tx.refreshFeatures(&h.Account, false)
}

func sameLimits(a, b *models.CreditLine) bool {
	return a.LimitFen == b.LimitFen && equalPtr(a.TempFen, b.TempFen) && equalPtr(a.CapFen, b.CapFen) &&
		(a.TempUntil == nil) == (b.TempUntil == nil) && (a.TempUntil == nil || a.TempUntil.Equal(*b.TempUntil))
}

func equalPtr(a, b *int64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

// inForce returns the account's sanctions that have effect, oldest first.
func (tx *writeTx) inForce(accountID models.ID) ([]models.Sanction, error) {
	var active []models.Sanction
	err := tx.db.Where("account_id = ? AND state = 'active'", accountID).Order("id").Find(&active).Error
	return active, err
}

// policyNow returns the live policy's document.
func (tx *writeTx) policyNow() (*decide.Policy, error) {
	p, err := livePolicyRow(tx.db)
	if err != nil {
		return nil, err
	}
	return &p.Document, nil
}

func livePolicyRow(db *gorm.DB) (*models.Policy, error) {
	var p models.Policy
	err := db.Where("state = 'live'").Take(&p).Error
	return &p, err
}

// may returns what the unit's actor may do: the permissions of the roles held when the
// act began. Whoever works on the machine itself may do everything.
func (tx *writeTx) may() ([]models.Permission, error) {
	if tx.actor.Kind != models.ActorUser {
		return models.Permissions(), nil
	}
	keys := strings.FieldsFunc(tx.actor.Role, func(r rune) bool { return r == ',' || r == ' ' })
	var roles []models.Role
	if err := tx.db.Where(clause.IN{Column: "key", Values: anys(keys)}).Find(&roles).Error; err != nil {
		return nil, err
	}
	held := map[models.Permission]bool{}
	for _, r := range roles {
		for _, p := range r.Permissions {
			held[p] = true
		}
	}
	return slices.Sorted(maps.Keys(held)), nil
}

// maskedName is the account's name as staff see it without asking.
func (s *Store) maskedName(db *gorm.DB, a *models.Account) (string, error) {
	return s.openName(db, a.ID, a.Name, a.ErasedAt != nil)
}

// openName opens the name of an account of which nothing else was read.
func (s *Store) openName(db *gorm.DB, id models.ID, sealed models.Sealed, erased bool) (string, error) {
	a := models.Account{ID: id, Name: sealed}
	if erased {
		a.ErasedAt = &time.Time{}
	}
	name, err := s.openField(db, &a, sealedFields(&a)[0])
	if err != nil {
		return "", err
	}
	return models.Personal{Name: name}.Masked().Name, nil
}

// accountsByID reads accounts in one query, with their masked names.
func (s *Store) accountsByID(db *gorm.DB, ids []models.ID) (map[models.ID]models.Account, map[models.ID]string, error) {
	var rows []models.Account
	if err := db.Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, nil, err
	}
	accounts, names := map[models.ID]models.Account{}, map[models.ID]string{}
	for _, a := range rows {
		name, err := s.maskedName(db, &a)
		if err != nil {
			return nil, nil, err
		}
		accounts[a.ID], names[a.ID] = a, name
	}
	return accounts, names, nil
}
