package learn

import (
	"errors"
	"sync/atomic"
	"testing"
)

// TestATrainingStopsWithinItsFit stops after ever more questions: it fails with what it was told, and asks each running fit only once
// more, so that no further round is grown.
func TestATrainingStopsWithinItsFit(t *testing.T) {
	enough := errors.New("enough")
	d := together(800, 1.5)
	for _, o := range []Options{{Method: MethodBoosted, Folds: 2, Pairs: 1}, {Method: MethodWoE, Folds: 2}} {
		for _, after := range []int64{0, 1, 5, 40} {
			var asked atomic.Int64
			o.Stopped = func() error {
				if asked.Add(1) > after {
					return enough
				}
				return nil
			}
			trained, err := Train(d, o)
			if o.Method == MethodWoE && after >= 3 { // one question a fit
				if err != nil {
					t.Errorf("%s after %d questions: %v", o.Method, after, err)
				}
				continue
			}
			if !errors.Is(err, enough) || trained.Card.ID != "" {
				t.Errorf("%s after %d questions: %q, %v", o.Method, after, trained.Card.ID, err)
			}
			if most := after + 3; asked.Load() > most { // the fits that run, and those that never begin
				t.Errorf("%s asked %d times after it was told at %d", o.Method, asked.Load(), after)
			}
			if _, err := Fit(d, o); !errors.Is(err, enough) {
				t.Errorf("one fit alone: %v", err)
			}
		}
	}
}
