package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"candor/models"
)

// accountChange is what an audit entry says about a put: amounts and counts, and what changed of the profile; no identity.
type accountChange struct {
	LimitFen    int64    `json:"limit_fen"`
	UsedFen     int64    `json:"used_fen"`
	DaysPastDue int      `json:"days_past_due"`
	Statements  int      `json:"statements,omitempty"`
	Checks      int      `json:"checks,omitempty"`
	Labels      []string `json:"labels,omitempty"`
	Content     string   `json:"content"`
	models.ProfileFacts
}

// PutAccount creates or replaces what one source knows about one account, in one unit, and
// recomputes its factors. Sending the same again changes nothing and leaves no entry.
// A line that is not sent stays; a status, a ceiling or a score is never touched.
func (s *Store) PutAccount(ctx context.Context, actor models.Actor, p models.PutAccount) (a *models.Account, created bool, err error) {
	p.Normalise()
	if err := p.Validate(); err != nil {
		return nil, false, err
	}
	hash, err := s.contentHash(p)
	if err != nil {
		return nil, false, err
	}
	if old, err := s.accountBy(ctx, p.Source, p.ExternalID); err == nil && old.ContentHash == hash {
		if p.Version != 0 && p.Version != old.Version {
			return nil, false, models.ErrConflict
		}
		return old, false, nil
	} else if err != nil && !errors.Is(err, models.ErrNotFound) {
		return nil, false, err
	}
	var out models.Account
	err = s.write(ctx, actor, func(tx *writeTx) error {
		out = models.Account{}
		created, err = tx.put(&out, p, hash)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("put account %s: %w", p.ExternalID, err)
	}
	return &out, created, nil
}

// contentHash names what a source sent. It is keyed, so that a row's hash does not give
// away a phone number to somebody who tries them all.
func (s *Store) contentHash(p models.PutAccount) (string, error) {
	p.Version = 0
	b, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("content hash: %w", err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(s.vault.Index(indexContent, hex.EncodeToString(sum[:]))), nil
}

// accountBy finds an account by its source's number.
func (s *Store) accountBy(ctx context.Context, source, externalID string) (*models.Account, error) {
	var a models.Account
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Where("source = ? AND external_id = ?", source, externalID).Take(&a).Error
	})
	return &a, err
}

// put writes an account and everything sent with it.
func (tx *writeTx) put(a *models.Account, p models.PutAccount, hash string) (created bool, err error) {
	// Locked, because a rotation may be sealing the same row anew: what was read here is
	// written back where the source sent no identity.
	lock := clause.Locking{Strength: "UPDATE"}
	err = tx.db.Clauses(lock).Where("source = ? AND external_id = ?", p.Source, p.ExternalID).Take(a).Error
	switch {
	case errors.Is(err, gorm.ErrRecordNotFound):
		if p.Version != 0 {
			return false, models.ErrConflict
		}
		created = true
		if err := tx.newAccount(a, p); err != nil {
			return false, err
		}
	case err != nil:
		return false, err
	case p.Version != 0 && p.Version != a.Version:
		return false, models.ErrConflict
	}
	was, err := tx.before(a, &p)
	if err != nil {
		return false, err
	}
	if err := tx.fill(a, p, hash); err != nil {
		return false, err
	}
	if created {
		if err := tx.insert(a); err != nil {
			return false, err
		}
	}
	if err := tx.putLists(a, p); err != nil {
		return false, err
	}
	if err := tx.update(a, &a.Version, putColumns()...); err != nil {
		return false, err
	}
	if err := tx.refreshFeatures(a, true); err != nil {
		return false, err
	}
	after := changedTo(a, &p, hash)
	if created {
		return created, tx.audit(models.ActionAccountPut, accountTarget(a), nil, after, "")
	}
	return created, was.audit(tx, a, &p, after)
}

// changedTo is what an entry says that a put led to.
func changedTo(a *models.Account, p *models.PutAccount, hash string) accountChange {
	after := accountChange{
		LimitFen: a.LimitFen, UsedFen: a.UsedFen, DaysPastDue: a.DaysPastDue,
		Statements: len(p.Statements), Checks: len(p.Checks), Content: hash,
	}
	for _, l := range p.Labels {
		after.Labels = append(after.Labels, l.Name)
	}
	return after
}

// putColumns is every column that a put may change.
func putColumns() []string {
	return []string{
		"subject_slot", "name_sealed", "phone_sealed", "id_number_sealed", "email_sealed",
		"name_index", "phone_index", "phone_tail_index", "id_number_index", "id_tail_index",
		"declared", "education", "employer", "employment_months", "income_fen", "opened_at", "lang", "jurisdiction",
		"status", "reach", "status_until", "limit_fen", "used_fen", "days_past_due", "content_hash", "updated_at",
	}
}

func accountTarget(a *models.Account) target {
	return target{kind: "account", id: a.PublicID(), accountID: a.ID}
}

func (tx *writeTx) newAccount(a *models.Account, p models.PutAccount) error {
	id, err := tx.id()
	if err != nil {
		return err
	}
	*a = models.Account{
		ID: id, Source: p.Source, ExternalID: p.ExternalID, Status: models.StatusActive, Lang: "zh-CN",
		Reach: []models.Function{}, Declared: map[string]string{}, CreatedAt: tx.now,
	}
	return nil
}

// fill copies what was sent onto the account itself.
func (tx *writeTx) fill(a *models.Account, p models.PutAccount, hash string) error {
	a.Education, a.Employer, a.EmploymentMonths, a.IncomeFen = p.Education, p.Employer, p.EmploymentMonths, p.IncomeFen
	a.OpenedAt, a.ContentHash, a.UpdatedAt = p.OpenedAt, hash, tx.now
	if p.Lang != "" {
		a.Lang = p.Lang
	}
	if p.Jurisdiction != "" {
		a.Jurisdiction = p.Jurisdiction
	}
	if p.Declared != nil {
		a.Declared = p.Declared
	}
	if p.Personal != nil {
		return tx.sealPersonal(a, *p.Personal)
	}
	return nil
}

// putLists replaces the lists that were sent and brings the account's sums up to date.
func (tx *writeTx) putLists(a *models.Account, p models.PutAccount) error {
	if err := tx.putLines(a, p.Lines); err != nil {
		return err
	}
	if p.Statements != nil {
		rows := make([]models.Statement, len(p.Statements))
		a.DaysPastDue = 0
		for i, s := range p.Statements {
			s.AccountID = a.ID
			rows[i] = s
			a.DaysPastDue = s.DaysPastDue // the newest is last
		}
		if err := replaceRows(tx, a.ID, rows, 7); err != nil {
			return err
		}
	}
	if p.Checks != nil {
		rows := make([]models.IdentityCheck, len(p.Checks))
		for i, c := range p.Checks {
			c.AccountID, c.Source = a.ID, a.Source
			rows[i] = c
		}
		if err := replaceRows(tx, a.ID, rows, 6); err != nil {
			return err
		}
	}
	return tx.putLabels(a, p.Labels)
}

// replaceRows puts rows in the place of all that the account has of their kind.
func replaceRows[T any](tx *writeTx, account models.ID, rows []T, columns int) error {
	if err := tx.db.Where("account_id = ?", account).Delete(new(T)).Error; err != nil || len(rows) == 0 {
		return err
	}
	return tx.insertMany(&rows, columns)
}

// putLabels replaces the outcomes of the names that were sent and leaves the others, among
// them those that reviewers and appeals gave.
func (tx *writeTx) putLabels(a *models.Account, labels []models.Label) error {
	if len(labels) == 0 {
		return nil
	}
	names := make([]string, len(labels))
	rows := make([]models.Label, len(labels))
	for i, l := range labels {
		l.AccountID, l.Source = a.ID, a.Source
		if l.At.IsZero() {
			l.At = tx.now
		}
		names[i], rows[i] = l.Name, l
	}
	if err := tx.db.Where("account_id = ? AND name IN ?", a.ID, names).Delete(&models.Label{}).Error; err != nil {
		return err
	}
	return tx.insertMany(&rows, 5)
}

// putLines sets limit and use of the lines that were sent, adds new ones, and lets the
// sanctions in force put their ceilings over all of them again.
func (tx *writeTx) putLines(a *models.Account, sent []models.CreditLine) error {
	var lines []models.CreditLine
	if err := tx.db.Where("account_id = ?", a.ID).Order("id").Find(&lines).Error; err != nil {
		return err
	}
	have := len(lines)
	for _, l := range sent {
		at := -1
		for i := range lines {
			if lines[i].Product == l.Product {
				at = i
			}
		}
		if at < 0 {
			id, err := tx.id()
			if err != nil {
				return err
			}
			lines = append(lines, models.CreditLine{ID: id, AccountID: a.ID, Product: l.Product})
			at = len(lines) - 1
		}
		lines[at].LimitFen, lines[at].UsedFen = l.LimitFen, l.UsedFen
	}
	var inForce []models.Sanction
	if err := tx.db.Where("account_id = ? AND state = 'active'", a.ID).Find(&inForce).Error; err != nil {
		return err
	}
	a.Apply(inForce, lines)
	if a.Reach == nil {
		a.Reach = []models.Function{}
	}
	for i := range lines {
		var err error
		if i < have {
			err = tx.update(&lines[i], &lines[i].Version, "limit_fen", "used_fen", "cap_fen")
		} else {
			err = tx.insert(&lines[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}
