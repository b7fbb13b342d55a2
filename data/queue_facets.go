package data

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"

	"candor/models"
)

// facetRow is how many cases agree in everything that a view can be narrowed by.
type facetRow struct {
	Severity models.Severity
	Code     string
	Source   string
	Band     string
	Queue    models.CaseQueue
	Holder   models.ID
	Name     string
	Paid     bool
	N        int
}

// payment is the answer of such cases to whether a payment raised a flag of them.
func (r *facetRow) payment() string {
	if r.Paid {
		return models.PaymentYes
	}
	return models.PaymentNo
}

// QueueFacets counts the cases of a view by what it can be narrowed by: one statement over at most models.FacetRows cases, one each for the
// tags, the lines, the appeals and the hardship flags of their accounts, and one count for each other state.
func (s *Store) QueueFacets(ctx context.Context, f models.CaseFilter) (*models.QueueFacets, error) {
	var rows []facetRow
	out := &models.QueueFacets{
		Severity: map[models.Severity]int{}, Code: map[string]int{}, Source: map[string]int{}, Band: map[string]int{},
		Queue: map[models.CaseQueue]int{}, Tag: map[string]int{}, Product: map[string]int{}, Appeal: map[string]int{}, Hardship: map[string]int{}, Payment: map[string]int{}, State: map[string]int{},
	}
	err := s.read(ctx, func(db *gorm.DB) error {
		few := filterCases(db.Table("cases"), f).Limit(models.FacetRows).
			Select("severity, top_code, source, band, queue, payment_flag AS paid, CASE WHEN lease_until > ? THEN assignee_id ELSE 0 END AS holder, "+
				"CASE WHEN lease_until > ? THEN assignee_name ELSE '' END AS name", f.Now, f.Now)
		err := db.Table("(?) AS few", few).
			Select("severity, top_code AS code, source, band, queue, paid, holder, name, COUNT(*) AS n").
			Group("severity, top_code, source, band, queue, paid, holder, name").Find(&rows).Error
		if err != nil {
			return err
		}
		return errors.Join(countTags(db, f, out.Tag), countAround(db, f, out), countHardships(db, f, out.Hardship), countStates(db, f, out.State))
	})
	if err != nil {
		return nil, err
	}
	people := map[models.ID]*models.AssigneeCount{}
	for _, r := range rows {
		out.Rows += r.N
		out.Severity[r.Severity] += r.N
		out.Code[r.Code] += r.N
		out.Source[r.Source] += r.N
		out.Band[r.Band] += r.N
		out.Queue[r.Queue] += r.N
		out.Payment[r.payment()] += r.N
		if r.Holder == 0 {
			out.Free += r.N
			continue
		}
		if people[r.Holder] == nil {
			people[r.Holder] = &models.AssigneeCount{ID: r.Holder, Name: r.Name}
		}
		people[r.Holder].N += r.N
	}
	countRest(out.Hardship, models.HardshipYes, models.HardshipNo, out.Rows)
	for _, p := range people {
		out.Assignees = append(out.Assignees, *p)
	}
	slices.SortFunc(out.Assignees, func(a, b models.AssigneeCount) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

// countRest counts the other cases of a question that has two answers.
func countRest(into map[string]int, yes, no string, rows int) {
	if n := into[yes]; rows > n {
		into[no] = rows - n
	}
}

// countTags counts cases by the tags of their accounts, of which the ones that most have are counted.
func countTags(db *gorm.DB, f models.CaseFilter, into map[string]int) error {
	var rows []models.Tag
	few := filterCases(db.Table("cases"), f).Limit(models.FacetRows).Select("account_id")
	err := db.Table("(?) AS few", few).Joins("JOIN account_tags ON account_tags.account_id = few.account_id").
		Select("account_tags.tag, COUNT(*) AS n").Group("account_tags.tag").Order("n DESC, account_tags.tag").Limit(models.TagShow).Find(&rows).Error
	for _, r := range rows {
		into[r.Tag] = int(r.N)
	}
	return err
}

// countAround counts cases by the products of their accounts' lines, and those of accounts with appeals.
func countAround(db *gorm.DB, f models.CaseFilter, into *models.QueueFacets) error {
	few := func() *gorm.DB { return filterCases(db.Table("cases"), f).Limit(models.FacetRows).Select("account_id") }
	var lines []struct {
		Product string
		N       int
	}
	err := db.Table("(?) AS few", few()).Joins("JOIN credit_lines ON credit_lines.account_id = few.account_id").
		Select("credit_lines.product, COUNT(*) AS n").Group("credit_lines.product").Find(&lines).Error
	if err != nil {
		return err
	}
	for _, l := range lines {
		into.Product[l.Product] = l.N
	}
	var appeals []struct{ Open, Ever int }
	err = db.Table("(?) AS few", few()).
		Joins("JOIN (SELECT account_id, MAX(CASE WHEN " + openAppeals + " THEN 1 ELSE 0 END) AS still FROM appeals GROUP BY account_id) AS had ON had.account_id = few.account_id").
		Select("COALESCE(SUM(had.still), 0) AS open, COUNT(*) AS ever").Find(&appeals).Error
	for _, a := range appeals {
		into.Appeal[models.AppealOpen], into.Appeal[models.AppealEver] = a.Open, a.Ever
	}
	return err
}

// countStates counts the same view in each state.
func countStates(db *gorm.DB, f models.CaseFilter, into map[string]int) error {
	for name, state := range map[string]models.CaseFilter{
		"open": {State: models.CaseOpen}, "snoozed": {State: models.CaseOpen, Snoozed: true}, "closed": {State: models.CaseClosed},
	} {
		of := f
		of.State, of.Snoozed = state.State, state.Snoozed
		n, err := bounded(db, of)
		if err != nil {
			return err
		}
		into[name] = n
	}
	return nil
}
