package misjudge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"

	"candor/engine/plain"
)

// The prior of the base rate, Beta(priorOverturned, priorUpheld), and from how many appeals on it is called history.
const (
	priorOverturned = 2
	priorUpheld     = 18
	EnoughAppeals   = 20
)

// Line is one summand of a probability, in log odds.
type Line struct {
	Key   string  `json:"key"`
	Value float64 `json:"value"` // above 0 speaks for the customer
}

// The keys of the lines, in the order in which they stand.
const (
	LinePrior         = "prior"   // the base rate, mostly the prior
	LineHistory       = "history" // the base rate, mostly appeals
	LineBand          = "band"
	LineScoreChange   = "score_change"
	LineFlags         = "flags"
	LineFlagsCleared  = "flags_cleared"
	LineChallenges    = "challenges"
	LineChallengeLost = "challenge_lost"
	LineRepaid        = "repaid"
	LineLate          = "late"
	LineEvidence      = "evidence"
	LineUpheld        = "upheld"
	LineLinksBetter   = "links_better"
	LineLinksClean    = "links_clean"
	LineLinksBad      = "links_bad"
	LineIdentitySure  = "identity_sure"
	LineMissingKnown  = "missing_known"
	LineAutomatic     = "automatic"
	LineMilder        = "milder"
	LineConfirmedGood = "confirmed_good"
	LineConfirmedBad  = "confirmed_bad"
)

// LineKeys is every key, in the order in which lines stand.
func LineKeys() []string {
	return []string{
		LinePrior, LineHistory, LineBand, LineScoreChange, LineFlags, LineFlagsCleared, LineChallenges, LineChallengeLost,
		LineRepaid, LineLate, LineEvidence, LineUpheld, LineLinksBetter, LineLinksClean, LineLinksBad, LineIdentitySure,
		LineMissingKnown, LineAutomatic, LineMilder, LineConfirmedGood, LineConfirmedBad,
	}
}

// Finding is what the evidence says about a measure.
type Finding struct {
	Lines  []Line `json:"lines"` // sum to LogOdds; the base rate first, none of 0 after it
	WrongB int    `json:"wrong"` // probability of being wrong in basis points, 0 to 10,000
	Harm   int64  `json:"harm"`  // points
	Rank   int64  `json:"rank"`  // probability × harm, in ten-thousandths of a point
	Digest string `json:"digest"`
}

// LogOdds is the sum of the lines.
func (f *Finding) LogOdds() float64 {
	sum := 0.0
	for _, l := range f.Lines {
		sum += l.Value
	}
	return sum
}

// For is the lines that speak for the customer without the base, the strongest first.
func (f *Finding) For() []Line {
	var out []Line
	for _, l := range f.Lines[1:] {
		if l.Value > 0 {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		switch {
		case a.Value > b.Value:
			return -1
		case a.Value < b.Value:
			return 1
		}
		return 0
	})
	return out
}

// Judge weighs the evidence. The same evidence gives the same finding on any machine.
func Judge(e *Evidence) Finding {
	var f Finding
	f.Lines = append(f.Lines, e.base())
	add := func(key string, value float64) {
		if value = round(value); value != 0 {
			f.Lines = append(f.Lines, Line{key, value})
		}
	}
	add(LineBand, e.band())
	add(LineScoreChange, e.scoreChange())
	add(LineFlags, e.flags())
	add(LineFlagsCleared, step(e.Cleared, 0.7, 1.0))
	add(LineChallenges, e.challenges())
	add(LineChallengeLost, step(e.Failed, -1.0, -1.0))
	add(LineRepaid, e.repaid())
	add(LineLate, e.late())
	add(LineEvidence, min(0.3*float64(max(e.Brought, 0)), 0.9))
	add(LineUpheld, max(-1.5*float64(max(e.Upheld, 0)), -3))
	e.links(add)
	if e.IdentitySure && e.doubtsIdentity() {
		add(LineIdentitySure, 0.5)
	}
	add(LineMissingKnown, clamp(0.03*float64(e.MissingKnown), 0.8))
	if e.Automatic {
		add(LineAutomatic, 0.3)
	}
	add(LineMilder, step(e.Milder, 0.8, 1.4))
	if e.ConfirmedGood {
		add(LineConfirmedGood, 2.5)
	}
	if e.ConfirmedBad {
		add(LineConfirmedBad, -4)
	}
	f.WrongB = int(math.Round(10_000 / (1 + plain.Exp(-f.LogOdds()))))
	f.Harm = e.Harm.Points()
	f.Rank = int64(f.WrongB) * f.Harm
	f.Digest = f.digest(e)
	return f
}

// round keeps two decimals, so that what is shown is what is added up.
func round(v float64) float64 { return math.Round(v*100) / 100 }

func clamp(v, most float64) float64 { return min(max(v, -most), most) }

// step is 0 for none, and a value for one and for more.
func step(n int, one, more float64) float64 {
	switch {
	case n <= 0:
		return 0
	case n == 1:
		return one
	}
	return more
}

// base is the log odds of the overturn rate.
func (e *Evidence) base() Line {
	overturned, decided := float64(max(e.Overturned, 0)), float64(max(e.Appealed, e.Overturned, 0))
	p := (overturned + priorOverturned) / (decided + priorOverturned + priorUpheld)
	key := LinePrior
	if e.Appealed >= EnoughAppeals {
		key = LineHistory
	}
	return Line{key, round(plain.Log(p / (1 - p)))}
}

func (e *Evidence) band() float64 {
	if e.ScoreNow == 0 || e.Bands < 2 {
		return 0
	}
	return clamp(-1+2*float64(e.BandAt)/float64(e.Bands-1), 1)
}

func (e *Evidence) scoreChange() float64 {
	if e.ScoreNow == 0 || e.ScoreThen == 0 || e.PDO <= 0 {
		return 0
	}
	return clamp(float64(e.ScoreNow-e.ScoreThen)*math.Ln2/float64(e.PDO)/2, 1)
}

// flags weighs how many flags hold. Without a score today it is not known whether any does.
func (e *Evidence) flags() float64 {
	if e.ScoreNow == 0 {
		return 0
	}
	switch len(e.FlagsNow) {
	case 0:
		if len(e.FlagsThen) > 0 {
			return 1.0
		}
		return 0.3
	case 1:
		return 0
	case 2:
		return -0.8
	}
	return -1.6
}

func (e *Evidence) challenges() float64 {
	sum := 0.0
	for i, kind := range e.Passed {
		if slices.Contains(e.Passed[:i], kind) {
			continue
		}
		switch kind {
		case challengeCode:
			sum += 0.5
		case challengeExplanation:
			sum += 0.6
		case challengeDocument:
			sum += 0.8
		case challengeFace:
			sum += 1.0
		}
	}
	return min(sum, 1.6)
}

func (e *Evidence) repaid() float64 {
	switch {
	case !e.LateThen || e.LateNow > 0:
		return 0
	case e.Reason == "late_payment":
		return 1.4
	}
	return 0.8
}

func (e *Evidence) late() float64 {
	switch {
	case e.LateNow <= 0:
		return 0
	case e.LateNow < 30:
		return -0.7
	}
	return -1.4
}

func (e *Evidence) links(add func(string, float64)) {
	add(LineLinksBetter, clamp(0.5*float64(max(e.BadThen-e.BadLinks, 0)), 1.0))
	if !e.onLinks() || e.Links == 0 {
		return
	}
	switch {
	case e.BadLinks == 0:
		add(LineLinksClean, 0.9)
	case e.BadLinks >= 2:
		add(LineLinksBad, -0.6)
	}
}

// digest is the fingerprint of the evidence as far as it matters: which lines there are, and each to a quarter of a log
// odd, so that a score that moves by a point does not make a settled question new. Time alone is no evidence.
func (f *Finding) digest(e *Evidence) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s", e.Kind, e.Reason)
	for _, l := range f.Lines {
		if quarters := int(math.Round(l.Value * 4)); quarters != 0 {
			fmt.Fprintf(h, " %s %d", l.Key, quarters)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
