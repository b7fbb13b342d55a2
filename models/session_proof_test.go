package models

import (
	"testing"
	"time"
)

// TestAProofHoldsForSoLong names the edges of what counts as given lately, and what counts where nothing was noted.
func TestAProofHoldsForSoLong(t *testing.T) {
	began := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	later := began.Add(time.Hour)
	for _, c := range []struct {
		name   string
		proved *time.Time
		now    time.Time
		want   bool
	}{
		{"at sign-in", nil, began, true},
		{"just inside, from sign-in", nil, began.Add(ProofFor - time.Microsecond), true},
		{"at the bound, from sign-in", nil, began.Add(ProofFor), false},
		{"given again, an hour on", &later, later.Add(ProofFor - time.Second), true},
		{"given again, and old", &later, later.Add(ProofFor), false},
		{"from the future", &later, began, false},
	} {
		s := Session{CreatedAt: began, ProvedAt: c.proved}
		if got := s.Proved(c.now); got != c.want {
			t.Errorf("%s: %t", c.name, got)
		}
	}
}
