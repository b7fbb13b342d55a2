package data

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// cohortStep is how many assessments are looked through at a time: few enough that both databases look up their accounts one by one.
const cohortStep = 1_000

// cohortRow is an assessment as far as its points go.
type cohortRow struct {
	Result []byte
}

// TableName is the table of the columns.
func (cohortRow) TableName() string { return "decisions" }

// ScoreCohort sets the score that counts of an account beside those of a cohort. It looks through assessments by their key, the newest first,
// and reads what was stored with them: nobody is assessed anew. Years are those of a zone. models.ErrNotFound for an account that was never scored.
func (s *Store) ScoreCohort(ctx context.Context, account models.ID, of models.CohortOf, zone *time.Location) (*models.ScoreCohort, error) {
	c := models.ScoreCohort{Of: of}
	var rows []cohortRow
	err := s.read(ctx, func(db *gorm.DB) error {
		owner, err := findOne[models.Account](db, "", "WHERE id = ?", int64(account))
		if err != nil {
			return err
		}
		c.Account, c.Year = *owner, models.YearOf(owner.OpenedAt, zone)
		counts, err := findOne[models.Decision](db, "", "WHERE id = ? AND account_id = ?", int64(owner.DecisionID), int64(account))
		if err != nil {
			return err
		}
		c.Decision = *counts
		if c.Masked, err = s.masked(db, owner); err != nil {
			return err
		}
		if err := cohortContext(db, &c); err != nil {
			return err
		}
		if c.Unnamed() {
			return nil
		}
		rows, err = cohortRows(db, &c, zone, models.CohortLook)
		return err
	})
	if err != nil {
		return nil, err
	}
	own := c.Decision.Result
	c.Decision.Input, c.Decision.Result = nil, nil
	return &c, s.besideCohort(ctx, &c, own, rows)
}

// cohortContext reads the account's products and the name of its model.
func cohortContext(db *gorm.DB, c *models.ScoreCohort) error {
	lines, err := find[models.CreditLine](db, "product", "WHERE account_id = ? ORDER BY product DESC", int64(c.Account.ID))
	if err != nil {
		return err
	}
	for _, l := range lines {
		c.Products = append(c.Products, l.Product)
	}
	named, err := find[models.Model](db, "name", "WHERE id = ?", int64(c.Decision.ModelID))
	if err == nil && len(named) == 1 {
		c.ModelName = named[0].Name
	}
	return err
}

// cohortRows reads the newest assessments of the cohort, and looks through look for them.
func cohortRows(db *gorm.DB, c *models.ScoreCohort, zone *time.Location, look int) ([]cohortRow, error) {
	tail, args := cohortTail(c, zone)
	var rows []cohortRow
	before := int64(math.MaxInt64)
	for looked := 0; looked < look; looked += cohortStep {
		from, err := cohortFrom(db, before)
		if err != nil {
			return nil, err
		}
		some, err := find[cohortRow](db, "result", tail, append([]any{before, from}, args...)...)
		if err != nil {
			return nil, err
		}
		if rows = append(rows, some...); len(rows) > models.CohortMost {
			c.More = true
			return rows[:models.CohortMost], nil
		}
		if from == 0 {
			return rows, nil
		}
		before = from
	}
	older, err := find[models.Decision](db, "id", "WHERE id < ? ORDER BY id DESC LIMIT 1", before)
	c.Looked = len(older) > 0
	return rows, err
}

// cohortFrom is the oldest of the next cohortStep assessments before one, 0 where there are no more than those.
func cohortFrom(db *gorm.DB, before int64) (int64, error) {
	var from []int64
	err := db.Model(&models.Decision{}).Where("id < ?", before).Order("id DESC").Offset(cohortStep-1).Limit(1).Pluck("id", &from).Error
	if err != nil || len(from) == 0 {
		return 0, err
	}
	return from[0], nil
}

// cohortTail is which assessments between two are the cohort's: those that count now of other live accounts, by the account's own model.
// The first two arguments, the places, are the caller's.
func cohortTail(c *models.ScoreCohort, zone *time.Location) (tail string, args []any) {
	tail = "JOIN accounts ON accounts.id = decisions.account_id AND accounts.decision_id = decisions.id WHERE decisions.id < ? AND decisions.id >= ? " +
		"AND decisions.model_id = ? AND decisions.account_id <> ? AND accounts.status <> 'closed' AND accounts.erased_at IS NULL"
	args = []any{int64(c.Decision.ModelID), int64(c.Account.ID)}
	switch c.Of {
	case models.CohortBand:
		tail, args = tail+" AND decisions.band = ?", append(args, c.Decision.Band)
	case models.CohortProposal:
		tail, args = tail+" AND decisions.outcome = ?", append(args, c.Decision.Outcome)
	case models.CohortYear:
		from, to := models.YearSpan(c.Year, zone)
		tail, args = tail+" AND accounts.opened_at >= ? AND accounts.opened_at < ?", append(args, from, to)
	case models.CohortProduct:
		for _, p := range []models.Product{models.ProductPayLater, models.ProductCashLoan} {
			not := " NOT"
			if slices.Contains(c.Products, p) {
				not = ""
			}
			tail += " AND" + not + " EXISTS (SELECT 1 FROM credit_lines WHERE credit_lines.account_id = accounts.id AND credit_lines.product = ?)"
			args = append(args, string(p))
		}
	}
	return tail + " ORDER BY decisions.id DESC LIMIT " + strconv.Itoa(models.CohortMost+1), args
}

// besideCohort decodes what was stored and measures it.
func (s *Store) besideCohort(ctx context.Context, c *models.ScoreCohort, own []byte, rows []cohortRow) error {
	assessor, err := s.Assessor(ctx, c.Decision.ModelID, c.Decision.PolicyVersion)
	if err != nil {
		return err
	}
	c.Bands = assessor.Policy().Bands
	mine, err := decide.DecodeResult(own)
	if err != nil {
		return fmt.Errorf("decision %s: %w", c.Decision.PublicID(), err)
	}
	others := make([]decide.Result, len(rows))
	for i := range rows {
		if others[i], err = decide.DecodeResult(rows[i].Result); err != nil {
			return fmt.Errorf("cohort of decision %s: %w", c.Decision.PublicID(), err)
		}
	}
	card := assessor.Evaluator().Card()
	return c.Measure(&card, &mine, others)
}
