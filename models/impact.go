package models

import (
	"math"

	"candor/engine/decide"
	"candor/engine/score"
)

// BandShare is how much of the book a band holds.
type BandShare struct {
	Band     string
	From, To int // scores, both within the band
	Accounts int
	UsedFen  int64
}

// FlagShare is how many accounts a threshold on the score holds, now and as proposed;
// −1 where the rule does not exist or is off.
type FlagShare struct {
	Code     string
	Now, New int
}

// Impact is what a policy would do to the book as it was last scored.
type Impact struct {
	Accounts int
	UsedFen  int64
	Now, New []BandShare
	Flags    []FlagShare
	// Exact is false when a run from before scores were counted one by one has a cut-off inside a
	// bucket of ten points; accounts of that bucket are then shared out evenly over its scores.
	Exact bool
	// Beyond says that the proposal also changes caps or rules on something other than
	// the score, whose effect a histogram of scores cannot tell.
	Beyond bool
}

// bucket is the width in points of RunSummary's buckets.
const bucket = 10

// Impact compares two policies over the scores of a run. It looks at scores alone: caps
// are taken as they were when the run was made.
func (r *RunSummary) Impact(now, proposed decide.Policy) Impact {
	m := Impact{Exact: true}
	for i := range r.Scores {
		m.Accounts += r.Scores[i]
		m.UsedFen += r.usedAt(i)
	}
	m.Now = r.shares(now.Bands, &m)
	m.New = r.shares(proposed.Bands, &m)
	m.Flags = r.flagShares(now, proposed, &m)
	m.Beyond = beyond(now, proposed)
	return m
}

func (r *RunSummary) usedAt(i int) int64 {
	if i < len(r.UsedFen) {
		return r.UsedFen[i]
	}
	return 0
}

// below counts accounts and use under a cut-off score.
func (r *RunSummary) below(cut int, m *Impact) (accounts int, usedFen int64) {
	if cut > decide.ScoreMax {
		return m.Accounts, m.UsedFen
	}
	if len(r.Points) > 0 {
		for i := range min(max(cut-decide.ScoreMin, 0), len(r.Points)) {
			accounts += r.Points[i]
			usedFen += r.PointsFen[i]
		}
		return accounts, usedFen
	}
	whole, part := (cut-decide.ScoreMin)/bucket, (cut-decide.ScoreMin)%bucket
	for i := range r.Scores {
		if i < whole {
			accounts += r.Scores[i]
			usedFen += r.usedAt(i)
		}
	}
	if part > 0 && whole < len(r.Scores) && r.Scores[whole] > 0 {
		m.Exact = false
		accounts += int(math.Round(float64(r.Scores[whole]) * float64(part) / bucket))
		usedFen += r.usedAt(whole) / bucket * int64(part)
	}
	return accounts, usedFen
}

// shares divides the book by cut-offs; the parts always sum to the whole.
func (r *RunSummary) shares(bands []score.Band, m *Impact) []BandShare {
	out := make([]BandShare, len(bands))
	for i, b := range bands {
		to := decide.ScoreMax
		toAccounts, toUsed := m.Accounts, m.UsedFen
		if i+1 < len(bands) {
			to = bands[i+1].From - 1
			toAccounts, toUsed = r.below(bands[i+1].From, m)
		}
		fromAccounts, fromUsed := 0, int64(0)
		if i > 0 {
			fromAccounts, fromUsed = r.below(b.From, m)
		}
		out[i] = BandShare{Band: b.Name, From: b.From, To: to, Accounts: toAccounts - fromAccounts, UsedFen: toUsed - fromUsed}
	}
	return out
}

// flagShares pairs the rules on the score by their code.
func (r *RunSummary) flagShares(now, proposed decide.Policy, m *Impact) []FlagShare {
	var out []FlagShare
	at := map[string]int{}
	for _, f := range now.Flags {
		if n := r.crossing(f, m); n >= 0 {
			at[f.Code] = len(out)
			out = append(out, FlagShare{Code: f.Code, Now: n, New: -1})
		}
	}
	for _, f := range proposed.Flags {
		n := r.crossing(f, m)
		if n < 0 {
			continue
		}
		if i, known := at[f.Code]; known {
			out[i].New = n
		} else {
			out = append(out, FlagShare{Code: f.Code, Now: -1, New: n})
		}
	}
	return out
}

// crossing counts the accounts whose score a rule calls a person for, −1 for a rule that
// is off or about something else.
func (r *RunSummary) crossing(f decide.FlagRule, m *Impact) int {
	if !f.On || f.Measure != decide.MeasureScore {
		return -1
	}
	// Scores are whole, so a threshold between two of them acts as the next one up.
	cut := min(max(int(math.Ceil(f.Threshold)), decide.ScoreMin), decide.ScoreMax+1)
	n, _ := r.below(cut, m)
	if f.Op == decide.OpAtLeast {
		return m.Accounts - n
	}
	return n
}

// beyond reports a change that scores as they stand cannot tell the effect of.
func beyond(now, proposed decide.Policy) bool {
	if len(now.Caps) != len(proposed.Caps) {
		return true
	}
	for i := range now.Caps {
		if now.Caps[i] != proposed.Caps[i] {
			return true
		}
	}
	others := func(p decide.Policy) map[decide.FlagRule]bool {
		set := map[decide.FlagRule]bool{}
		for _, f := range p.Flags {
			if f.Measure != decide.MeasureScore && f.On {
				set[f] = true
			}
		}
		return set
	}
	was, is := others(now), others(proposed)
	if len(was) != len(is) {
		return true
	}
	for f := range was {
		if !is[f] {
			return true
		}
	}
	return false
}

// Preview is one account under the live policy and under a proposed one, exactly.
type Preview struct {
	AccountID          ID
	ExternalID         string
	ScoreNow, ScoreNew int
	BandNow, BandNew   string
	FlagsNow, FlagsNew []string // codes, in policy order
}
