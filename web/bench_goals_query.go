package main

import (
	"errors"
	"time"

	"candor/data"
	"candor/models"
)

// queryFigures compares the queue's query on this book with a small one, and its deep pages
// with its first.
type queryFigures struct {
	SmallAccounts int     `json:"small_accounts"`
	SmallP99      float64 `json:"small_first_p99_ms"`
	FirstP99      float64 `json:"first_p99_ms"`
	DeepP99       float64 `json:"deep_p99_ms"`
	DeepRow       int     `json:"deep_row"` // after so many rows
	Growth        float64 `json:"growth_ratio"`
	Depth         float64 `json:"deep_ratio"`
}

const (
	smallBook = 1000
	deepRow   = 45_000 // where paging by offset is 8 times as slow as the first page
	querySlab = 40     // calls of one side before the next has its turn
	queryAll  = 4000   // calls of a side in one repeat
	pageRows  = 50
)

// query seeds the small book and asks both in turn.
func (c benchGoalsCmd) query(l lender) (*queryFigures, error) {
	small, _, end, err := benchStore(l.env, smallBook)
	if err != nil {
		return nil, err
	}
	f, err := c.queries(l, small)
	return f, errors.Join(err, end())
}

func (c benchGoalsCmd) queries(l lender, small *data.Store) (*queryFigures, error) {
	f := &queryFigures{SmallAccounts: smallBook}
	first := make([]models.CaseFilter, len(queueSorts))
	deep := make([]models.CaseFilter, len(queueSorts))
	for i, s := range queueSorts {
		first[i] = models.CaseFilter{Sort: models.CaseSort(s), Limit: pageRows, Now: l.store.Now()}
		var err error
		if deep[i], f.DeepRow, err = c.deep(l, first[i]); err != nil {
			return nil, err
		}
	}
	var p99 [3][]float64
	for range c.Repeats {
		var took [3][]float64
		for len(took[0]) < queryAll {
			for side, s := range [3]*data.Store{small, l.store, l.store} {
				filters := first
				if side == 2 {
					filters = deep
				}
				for n := range querySlab {
					begun := time.Now()
					if _, err := s.Cases(l.env.Ctx, filters[n%len(filters)]); err != nil {
						return nil, err
					}
					took[side] = append(took[side], float64(time.Since(begun).Microseconds())/1000)
				}
			}
		}
		for side := range took {
			p99[side] = append(p99[side], percentile(took[side], 99))
		}
	}
	f.SmallP99, f.FirstP99, f.DeepP99 = median(p99[0]), median(p99[1]), median(p99[2])
	f.Growth, f.Depth = ratio(f.FirstP99, f.SmallP99), ratio(f.DeepP99, f.FirstP99)
	return f, nil
}

// deep walks an order in long strides to the page after deepRow rows, or to the last whole
// page of a queue that is shorter.
func (c benchGoalsCmd) deep(l lender, f models.CaseFilter) (models.CaseFilter, int, error) {
	at, row := f, 0
	for at.Limit = 1000; row < deepRow; {
		page, err := l.store.Cases(l.env.Ctx, at)
		if err != nil {
			return f, 0, err
		}
		n := len(page.Items) - pageRows // leaves a whole page behind it
		if n <= 0 {
			break
		}
		cursor := page.Items[n-1].Cursor(f.Sort)
		at.After, row = &cursor, row+n
	}
	f.After = at.After
	return f, row, nil
}
