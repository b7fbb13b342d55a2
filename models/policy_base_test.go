package models_test

import (
	"errors"
	"testing"
	"time"

	"candor/models"
)

// TestADraftIsBehindWhatWentLiveAfterIt tells drafts that lack a change from those made
// without it on purpose.
func TestADraftIsBehindWhatWentLiveAfterIt(t *testing.T) {
	made := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	before, after := made.Add(-time.Hour), made.Add(time.Hour)
	for name, tt := range map[string]struct {
		base   int
		live   models.Policy
		behind bool
	}{
		"made from the live version":             {4, models.Policy{Version: 4, PublishedAt: &before}, false},
		"made from a candidate that went live":   {4, models.Policy{Version: 4, PublishedAt: &after}, false},
		"another went live since":                {4, models.Policy{Version: 5, PublishedAt: &after}, true},
		"made from an old version on purpose":    {2, models.Policy{Version: 4, PublishedAt: &before}, false},
		"live and drafted in one instant":        {2, models.Policy{Version: 4, PublishedAt: &made}, false},
		"its base came back by a rollback":       {4, models.Policy{Version: 6, PublishedAt: &after, RollbackOf: 5, Base: 4}, false},
		"another version came back":              {4, models.Policy{Version: 6, PublishedAt: &after, RollbackOf: 4, Base: 3}, true},
		"drafted from the base, and no rollback": {4, models.Policy{Version: 6, PublishedAt: &after, Base: 4}, true},
	} {
		p := models.Policy{Version: 9, Base: tt.base, MadeAt: made}
		if got := p.Behind(&tt.live); got != tt.behind {
			t.Errorf("%s: behind = %v", name, got)
		}
		var refused *models.Refused
		if err := p.PutOver(&tt.live, 0); tt.behind != (errors.As(err, &refused) && refused.Code == "base_behind") || tt.behind != (p.SubmittedOver == 0) {
			t.Errorf("%s: unsaid: %v, over %d", name, err, p.SubmittedOver)
		}
		if err := p.PutOver(&tt.live, 3); tt.behind != (err != nil) {
			t.Errorf("%s: another version named: %v", name, err)
		}
		if err := p.PutOver(&tt.live, tt.live.Version); err != nil || p.SubmittedOver != tt.live.Version || p.Moved(&tt.live) {
			t.Errorf("%s: said: %v, over %d", name, err, p.SubmittedOver)
		}
	}
	if p := (models.Policy{}); p.Moved(&models.Policy{Version: 4}) {
		t.Error("a version from before this was noted moved")
	}
	if p := (models.Policy{SubmittedOver: 3}); !p.Moved(&models.Policy{Version: 4}) {
		t.Error("another version is live, and it did not move")
	}
}
