package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"candor/engine/decide"
	"candor/engine/score"
	"candor/models"
)

// book has one account with 100 fen of use at every score of the scale.
func book() *models.RunSummary {
	r := &models.RunSummary{Scores: make([]int, 61), UsedFen: make([]int64, 61)}
	for i := range r.Scores {
		r.Scores[i], r.UsedFen[i] = 10, 1000
	}
	r.Scores[60], r.UsedFen[60] = 1, 100 // 950 alone
	return r
}

func withBands(from ...int) decide.Policy {
	p := decide.Default()
	p.Bands = nil
	for i, f := range from {
		p.Bands = append(p.Bands, score.Band{Name: string(rune('a' + i)), From: f})
	}
	return p
}

func TestImpactSharesOutTheBook(t *testing.T) {
	tests := map[string]struct {
		proposed decide.Policy
		want     []models.BandShare
		exact    bool
	}{
		"cut-offs on bucket edges": {withBands(350, 450, 950), []models.BandShare{
			{"a", 350, 449, 100, 10_000}, {"b", 450, 949, 500, 50_000}, {"c", 950, 950, 1, 100},
		}, true},
		"a cut-off inside a bucket": {withBands(350, 453), []models.BandShare{
			{"a", 350, 452, 103, 10_300}, {"b", 453, 950, 498, 49_800},
		}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := book().Impact(withBands(350, 450), tt.proposed)
			if d := cmp.Diff(tt.want, m.New); d != "" {
				t.Error(d)
			}
			if m.Exact != tt.exact || m.Accounts != 601 || m.UsedFen != 60_100 || m.Beyond {
				t.Errorf("impact = %+v", m)
			}
		})
	}
}

func TestImpactCountsRulesOnTheScore(t *testing.T) {
	now := decide.Default()
	proposed := decide.Default()
	proposed.Flags[0].Threshold = 500.5 // score_low was 480
	proposed.Flags[1].On = false
	proposed.Flags = append(proposed.Flags, decide.FlagRule{
		Code: "very_high", Measure: decide.MeasureScore, Op: decide.OpAtLeast, Threshold: 950, Severity: 1, Source: "model", On: true,
	})
	m := book().Impact(now, proposed)
	want := []models.FlagShare{{"score_low", 130, 151}, {"score_very_low", 80, -1}, {"very_high", -1, 1}}
	if d := cmp.Diff(want, m.Flags); d != "" {
		t.Error(d)
	}
	if m.Exact || m.Beyond {
		t.Errorf("exact = %v, beyond = %v", m.Exact, m.Beyond)
	}
	proposed.Flags[3].Threshold++
	if m = book().Impact(now, proposed); !m.Beyond {
		t.Error("a changed rule on late payment went unnoticed")
	}
	proposed = decide.Default()
	proposed.Caps[0].Score--
	if m = book().Impact(now, proposed); !m.Beyond {
		t.Error("a changed cap went unnoticed")
	}
}

func TestImpactOfAnEmptyBook(t *testing.T) {
	m := (&models.RunSummary{}).Impact(decide.Default(), decide.Default())
	if m.Accounts != 0 || len(m.New) != 5 || !m.Exact {
		t.Errorf("impact = %+v", m)
	}
}

// TestImpactAlwaysSumsToTheBook tries any ascending cut-offs over any book.
func TestImpactAlwaysSumsToTheBook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &models.RunSummary{
			Scores:  rapid.SliceOfN(rapid.IntRange(0, 1000), 61, 61).Draw(t, "scores"),
			UsedFen: rapid.SliceOfN(rapid.Int64Range(0, 1e12), 61, 61).Draw(t, "used"),
		}
		from := []int{350}
		for range rapid.IntRange(1, 6).Draw(t, "bands") {
			from = append(from, min(950, from[len(from)-1]+rapid.IntRange(1, 120).Draw(t, "step")))
		}
		m := r.Impact(decide.Default(), withBands(from...))
		accounts, used := 0, int64(0)
		for _, b := range m.New {
			if b.Accounts < 0 || b.UsedFen < 0 {
				t.Fatalf("negative share: %+v", b)
			}
			accounts += b.Accounts
			used += b.UsedFen
		}
		if accounts != m.Accounts || used != m.UsedFen {
			t.Fatalf("bands hold %d accounts and %d fen of %d and %d", accounts, used, m.Accounts, m.UsedFen)
		}
	})
}
