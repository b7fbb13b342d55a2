package data

import (
	"context"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/models"
)

// heldRow is a row of a list with the first line of its account.
type heldRow struct {
	models.Case        `gorm:"embedded"`
	models.CaseAccount `gorm:"embedded"`
	models.CaseNow     `gorm:"embedded"`
	Name               models.Sealed `gorm:"column:name_sealed"`
	ErasedAt           *time.Time    `gorm:"column:erased_at"`
	LineID             models.ID     `gorm:"column:line_id"`
}

// TableName is as caseRow's.
func (heldRow) TableName() string { return "cases" }

// heldLine joins the line that the page of an account lists first; of a product an account has one.
const heldLine = "LEFT JOIN credit_lines ON credit_lines.account_id = cases.account_id AND NOT EXISTS (SELECT 1 FROM credit_lines AS before " +
	"WHERE before.account_id = credit_lines.account_id AND before.product > credit_lines.product) "

// heldTail finds the cases in somebody's hands, the newest claim first.
var heldTail = "JOIN accounts ON accounts.id = cases.account_id " + heldLine +
	"WHERE cases.state = 'open' AND assignee_id <> 0 AND assignee_id = ? AND lease_until > ? " +
	"ORDER BY lease_until DESC, cases.id DESC LIMIT " + strconv.Itoa(models.HeldMost)

// HeldCases returns the cases that a person holds just now, the newest claim first, at most models.HeldMost. Whoever works with a case
// renews the claim on it.
func (s *Store) HeldCases(ctx context.Context, user models.ID) ([]models.HeldCase, error) {
	var held []models.HeldCase
	err := s.read(ctx, func(db *gorm.DB) error {
		rows, err := find[heldRow](db, caseColumns+", credit_lines.id=line_id", heldTail, int64(user), s.Now())
		if err != nil {
			return err
		}
		held = make([]models.HeldCase, len(rows))
		for i := range rows {
			r, h := &rows[i], &held[i]
			h.Case, h.Account, h.Now, h.LineID = r.Case, r.CaseAccount, r.CaseNow, r.LineID
			if h.Masked.Name, err = s.openName(db, r.AccountID, r.Name, r.ErasedAt != nil); err != nil {
				return err
			}
		}
		return nil
	})
	return held, err
}
