package models

import (
	"errors"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestAShareOfALimitIsExact compares with arithmetic that cannot overflow, up to the largest limit and share.
func TestAShareOfALimitIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen, bp := rapid.Int64Range(0, MaxFen).Draw(t, "fen"), rapid.Int64Range(-10_000, LimitShareMost).Draw(t, "bp")
		moved := new(big.Int).Mul(big.NewInt(fen), big.NewInt(bp))
		want := fen + moved.Quo(moved, big.NewInt(10_000)).Int64() // cut towards no change
		if got := ByShare(fen, bp); got != want {
			t.Errorf("%d by %d = %d, want %d", fen, bp, got, want)
		}
	})
}

// TestAReviewFallsWhileTheChangeHasEffect: after its beginning and before its end, and only when the change is asked for.
func TestAReviewFallsWhileTheChangeHasEffect(t *testing.T) {
	day := func(n int) *time.Time { at := noon.AddDate(0, 0, n); return &at }
	line := &CreditLine{LimitFen: 100_000}
	for name, tt := range map[string]struct {
		review, ends *time.Time
		decided      *time.Time
		fault        string
	}{
		"none":                        {nil, nil, nil, ""},
		"later":                       {day(30), nil, nil, ""},
		"on the first day":            {day(1), nil, nil, "date_after_start"},
		"before it":                   {day(0), nil, nil, "date_after_start"},
		"in two years":                {day(700), nil, nil, "date_far"},
		"when the limit is over":      {day(30), day(30), nil, "date_before_end"},
		"while it is temporary":       {day(29), day(30), nil, ""},
		"passed when it is agreed to": {day(0), nil, day(0), ""},
	} {
		c := LimitChange{ToFen: 200_000, ReasonCode: "good_history", Reason: "pays", EffectiveAt: *day(1), ExpiresAt: tt.ends, ReviewAt: tt.review, DecidedAt: tt.decided}
		var bad *Invalid
		switch err := c.Validate(line, noon); {
		case tt.fault == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case tt.fault != "" && (!errors.As(err, &bad) || bad.Fields["review_at"].Code != tt.fault):
			t.Errorf("%s: %v, want %s", name, err, tt.fault)
		}
	}
}
