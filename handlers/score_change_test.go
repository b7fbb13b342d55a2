package handlers

import (
	"strings"
	"testing"
	"time"

	"candor/engine/factor"
	"candor/engine/score"
	"candor/models"
	"candor/views"
)

// lastOf is what the last row of a table says in a column.
func lastOf(t *testing.T, r views.Records, column int) string {
	t.Helper()
	var b strings.Builder
	if body := r.Rows[len(r.Rows)-1].Cells[column].Body; body != nil {
		if err := body.Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestTheChangeSinceTheLastScoreAddsUpOnThePage(t *testing.T) {
	l, d := testLabels(t), someScore(t)
	older := testCard()
	older.Factors = append(older.Factors[:1:1], older.Factors[2:]...)
	older.Factors = append(older.Factors, score.Factor{
		Key: "spend_last", Aspect: score.AspectCredit, Reason: factor.HighUtilisation, Bins: []score.Bin{{Kind: score.BinMissing, Points: 17}, {Kind: score.BinRange, Points: 17}},
	})
	d.Before = beforeOf(t, d, older)
	d.Before.Decision.ModelID, d.Before.ModelName = 8<<22, "Elder"
	want := points(d.Breakdown.Score - d.Before.Score)
	for name, r := range map[string]views.Records{"factors": l.factorTable(d, as(t, models.RoleLead, "en")), "parts": l.changeTable(d)} {
		column, sum := map[string]int{"factors": atChange, "parts": 3}[name], 0
		for _, row := range r.Rows[:len(r.Rows)-1] {
			n, ok := readPoints(row.Cells[column].Text)
			if !ok || len(row.Cells) != len(r.Heads) {
				t.Fatalf("%s: %+v", name, row)
			}
			sum += n
		}
		if points(sum) != want || !strings.Contains(lastOf(t, r, column), want) {
			t.Errorf("%s: the lines sum to %d, the total says %s, the scores differ by %s", name, sum, lastOf(t, r, column), want)
		}
	}
	page := scorePage(t, "en", func(of *models.ScoreDetail) { of.Before = d.Before })
	for _, says := range []string{"not in this model", "not in the last model", "Another model gave the last score (Elder, now", "version 1 to version 2", "Compare the two dates"} {
		if !strings.Contains(page, says) {
			t.Errorf("the page does not say %q", says)
		}
	}
}

// readPoints reads points as pages write them.
func readPoints(s string) (int, bool) {
	n, sign := 0, 1
	for _, r := range s {
		switch {
		case r == '−':
			sign = -1
		case r >= '0' && r <= '9':
			n = n*10 + int(r-'0')
		case r != '+':
			return 0, false
		}
	}
	return sign * n, s != ""
}

func TestTheFirstScoreHasNothingToBeSetAgainst(t *testing.T) {
	page := scorePage(t, "en", func(d *models.ScoreDetail) { d.Before = nil })
	if !strings.Contains(page, "the first score on record") || strings.Contains(page, "Since last") {
		t.Error("a first score is set against another")
	}
}

func TestTheComparisonOfDaysIsOfferedWhereDaysTellTheScoresApart(t *testing.T) {
	l := testLabels(t)
	for name, c := range map[string]struct {
		change func(*models.ScoreDetail)
		want   bool
	}{
		"two days": {func(*models.ScoreDetail) {}, true},
		"one day":  {func(d *models.ScoreDetail) { d.Before.Decision.At = d.Decision.At.Add(-time.Minute) }, false},
		"a later score": {func(d *models.ScoreDetail) {
			d.History = append(d.History, models.Decision{ID: d.Decision.ID + 1, At: d.Decision.At})
		}, false},
	} {
		d := someScore(t)
		c.change(d)
		if got := l.scoreChange(d).Compare != ""; got != c.want {
			t.Errorf("%s: offered %v", name, got)
		}
	}
}
