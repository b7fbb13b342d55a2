package data

import (
	"context"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"candor/models"
)

// AccountFacets counts the book by what it can be narrowed by, in one statement of a bounded count for each value; nil where the filter
// names what the indexes of these counts do not hold, see the decisions in models.
func (s *Store) AccountFacets(ctx context.Context, f models.AccountFilter, bands []string) (*models.AccountFacets, error) {
	if !f.Counted() {
		return nil, nil //nolint:nilnil // nothing is counted
	}
	var rows []struct{ Facet, Value, N int }
	sql, args := bookFacets(f, bands)
	if err := s.read(ctx, func(db *gorm.DB) error { return db.Raw(sql, args...).Scan(&rows).Error }); err != nil {
		return nil, err
	}
	spans, statuses := models.LateSpans(), models.AccountStatuses()
	out := &models.AccountFacets{Status: map[models.AccountStatus]int{}, Band: map[string]int{}, Late: make([]int, len(spans))}
	for _, r := range rows {
		switch r.Facet {
		case facetStatus:
			out.Status[statuses[r.Value]] = r.N
		case facetBand:
			out.Band[bands[r.Value]] = r.N
		case facetLate:
			out.Late[r.Value] = r.N
		}
	}
	return out, nil
}

// The facets of the book as its statement numbers them.
const (
	facetStatus = iota
	facetBand
	facetLate
)

// bookFacets is the statement that counts the book. The state leads both indexes, so it is always named; with it every count is a few
// stretches of an index, and stops at the cap.
func bookFacets(f models.AccountFilter, bands []string) (sql string, args []any) {
	var parts []string
	count := func(facet, value int, statuses []models.AccountStatus, named []any, late models.Span) {
		var c conditions
		states := make([]any, len(statuses))
		for i, s := range statuses {
			states[i] = string(s)
		}
		c.anyOf("status", states, false)
		if named != nil {
			c.anyOf("band", named, false)
		}
		c.within("days_past_due", late)
		parts = append(parts, "SELECT "+strconv.Itoa(facet)+" AS facet, "+strconv.Itoa(value)+" AS value, COUNT(*) AS n FROM (SELECT 1 FROM accounts WHERE "+c.sql()+
			" LIMIT "+strconv.Itoa(models.CountCap)+") AS few")
		args = append(args, c.args...)
	}
	statuses, named := f.Statuses(), several(f.Band)
	for i, s := range models.AccountStatuses() {
		count(facetStatus, i, []models.AccountStatus{s}, named, f.Late)
	}
	for i, b := range bands {
		count(facetBand, i, statuses, []any{b}, f.Late)
	}
	for i, span := range models.LateSpans() {
		count(facetLate, i, statuses, named, span)
	}
	return strings.Join(parts, " UNION ALL "), args
}

// AppealFacets counts the list of appeals by what it can be narrowed by, in one statement over at most models.FacetRows of them.
func (s *Store) AppealFacets(ctx context.Context, f models.AppealFilter) (*models.AppealFacets, error) {
	var rows []models.AppealFacetRow
	err := s.read(ctx, func(db *gorm.DB) error { return appealFacets(db, f).Scan(&rows).Error })
	if err != nil {
		return nil, err
	}
	return models.FacetsOfAppeals(f, rows), nil
}

// appealFacets groups the appeals that the filters leave which are not counted.
func appealFacets(db *gorm.DB, f models.AppealFilter) *gorm.DB {
	f.Stage, f.Kind, f.Outcome, f.Lang, f.After = "", "", "", "", nil
	few := appealQuery(db.Model(&models.Appeal{}), f).Select("stage, kind, outcome, lang").Limit(models.FacetRows)
	return db.Table("(?) AS few", few).Select("stage, kind, outcome, lang, COUNT(*) AS n").Group("stage, kind, outcome, lang")
}
