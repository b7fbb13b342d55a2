package data

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"candor/engine/factor"
	"candor/engine/learn"
	"candor/models"
)

// trainingBatch is how many accounts are read at once.
const trainingBatch = 5000

// labelled is one account with an outcome, as training and validation see it.
type labelled struct {
	AccountID models.ID
	Bad       bool
	Vector    []byte
	Declared  string
	Month     int
}

// TrainingData loads the vector and the outcome of every account that has an outcome of
// the given name, in the order in which the accounts came in. The month is that of the
// newest statement, which is the one that the vector was computed from last; the groups
// are what accounts declared. models.ErrNotFound when no account has an outcome. For
// models.ObservedOutcome vector and month are those of a decision from before the outcome;
// for a label that a source sent they are the account's of today.
func (s *Store) TrainingData(ctx context.Context, label string) (learn.Data, error) {
	d := learn.Data{Specs: factor.Catalogue, Label: label}
	g := groups{all: map[string][]string{}, values: map[string]string{}}
	load := s.labelledData
	if label == models.ObservedOutcome {
		load = s.observedData
	}
	err := load(ctx, &d, &g)
	if err == nil && len(d.Rows) == 0 {
		err = fmt.Errorf("label %q: %w", label, models.ErrNotFound)
	}
	d.Groups = g.done(len(d.Rows))
	return d, err
}

// labelledData is TrainingData of a label that a source sent.
func (s *Store) labelledData(ctx context.Context, d *learn.Data, g *groups) error {
	return s.read(ctx, func(db *gorm.DB) error {
		for after := models.ID(0); ; {
			var rows []labelled
			err := db.Table("labels l").Joins("JOIN features f ON f.account_id = l.account_id").Joins("JOIN accounts a ON a.id = l.account_id").
				Select("l.account_id, l.bad, f.vector, a.declared, "+
					"COALESCE((SELECT MAX(s.month) FROM statements s WHERE s.account_id = l.account_id), 0) AS month").
				Where("l.name = ? AND l.account_id > ?", d.Label, after).Order("l.account_id").Limit(trainingBatch).Scan(&rows).Error
			if err != nil || len(rows) == 0 {
				return err
			}
			for i := range rows {
				if err := addLabelled(d, g, &rows[i]); err != nil {
					return fmt.Errorf("account %s: %w", rows[i].AccountID.Public(models.PrefixAccount), err)
				}
			}
			after = rows[len(rows)-1].AccountID
		}
	})
}

// addLabelled appends one account to the history.
func addLabelled(d *learn.Data, g *groups, row *labelled) error {
	vector, err := factor.Decode(row.Vector)
	if err != nil {
		return err
	}
	if err := g.add(len(d.Rows), row.Declared); err != nil {
		return err
	}
	d.Rows, d.Labels, d.Months = append(d.Rows, vector), append(d.Labels, row.Bad), append(d.Months, row.Month)
	return nil
}

// groups collects what accounts declared, one list an attribute. Each value is kept once,
// however many accounts declare it.
type groups struct {
	all    map[string][]string
	values map[string]string
}

// add notes what the account in a row declared.
func (g *groups) add(row int, declared string) error {
	var said map[string]string
	if err := json.Unmarshal([]byte(declared), &said); err != nil {
		return fmt.Errorf("declared: %w", err)
	}
	for name, value := range said {
		value = models.DeclaredGroup(name, value)
		if value == "" {
			continue
		}
		if kept, ok := g.values[value]; ok {
			value = kept
		} else {
			g.values[value] = value
		}
		g.all[name] = append(padTo(g.all[name], row), value)
	}
	return nil
}

// done returns the lists, each as long as there are rows.
func (g *groups) done(rows int) map[string][]string {
	for name, list := range g.all {
		g.all[name] = padTo(list, rows)
	}
	return g.all
}

// padTo appends empty values until the list is so long.
func padTo(list []string, to int) []string {
	for len(list) < to {
		list = append(list, "")
	}
	return list
}
