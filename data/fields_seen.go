package data

import (
	"context"
	"fmt"
	"sync"
	"time"

	"gorm.io/gorm"

	"candor/engine/decide"
	"candor/models"
)

// fieldsFor is how old the count of fields may be: it reads two thousand inputs, and whether a
// field is ever observed does not change by the second.
const fieldsFor = time.Minute

// fieldsCache keeps the last count.
type fieldsCache struct {
	mu   sync.Mutex
	seen *models.FieldsSeen
	at   time.Time
}

// FieldsSeen counts on how many of the latest models.FieldsMost events each field had a value,
// at most fieldsFor ago. Events that were only recorded count for nothing: they have no input.
// The answer is shared: the caller must not change it.
func (s *Store) FieldsSeen(ctx context.Context) (*models.FieldsSeen, error) {
	c := &s.fields
	c.mu.Lock()
	defer c.mu.Unlock()
	now := s.Now()
	if age := now.Sub(c.at); c.seen != nil && age >= 0 && age < fieldsFor {
		return c.seen, nil
	}
	var inputs []models.Event
	err := s.read(ctx, func(db *gorm.DB) error {
		return db.Select("id", "input").Order("id DESC").Limit(models.FieldsMost).Find(&inputs).Error
	})
	if err != nil {
		return nil, fmt.Errorf("fields of events: %w", err)
	}
	seen := &models.FieldsSeen{Known: map[string]int{}}
	for i := range inputs {
		if len(inputs[i].Input) == 0 {
			continue
		}
		in, err := decide.DecodeEventInput(inputs[i].Input)
		if err != nil {
			return nil, fmt.Errorf("fields of event %s: %w", inputs[i].PublicID(), err)
		}
		seen.Events++
		for _, name := range in.Known() {
			seen.Known[name]++
		}
	}
	c.seen, c.at = seen, now
	return seen, nil
}
