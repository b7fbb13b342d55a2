package validate

import "math"

// Check is one question with a yes or no, put to the numbers of the report.
type Check struct {
	Key   string `json:"key"`
	State string `json:"state"` // one of the State constants
	Value Number `json:"value"` // what was measured
	Limit Number `json:"limit"` // what it was held against
}

// How a check went.
const (
	StatePassed  = "passed"
	StateFailed  = "failed"
	StateNotDone = "not_done" // what it asks about is not there
)

// The checks. Each key names the section that it summarises.
const (
	CheckRanking     = "ranking"     // AUC of at least 0.7
	CheckOverfit     = "overfit"     // AUC on training rows at most 0.03 above the one out of fold
	CheckCalibration = "calibration" // at most 2 of 10 groups whose interval misses the prediction
	CheckSlope       = "slope"       // slope of calibration within a fifth of 1
	CheckPSI         = "psi"         // final scores against those out of fold
	CheckDrift       = "drift"       // the worst month against the first
	CheckTime        = "time"        // AUC lost out of time on the same rows
	CheckOrder       = "order"       // factors whose points run against their direction
	CheckLeaning     = "leaning"     // AUC lost without the factor that the card leans on most
	CheckFairness    = "fairness"    // lowest ratio of approval rates
	CheckChampion    = "champion"    // AUC above the champion's, or not certainly below
)

// The limits. Where the trade has one it is taken, and where not the choice is ours and said here.
const (
	leastAUC = 0.7 // "acceptable" begins here (Hosmer, Lemeshow and Sturdivant, Applied Logistic Regression, 2013, section 5.2.4)
	// An honest model misses each 95 % interval once in twenty, and three or more of ten once in eighty (binomial distribution).
	mostMissed  = 2
	slopeWithin = 0.2  // ours: a fifth more or less sure of itself than it should be
	calmPSI     = 0.1  // no significant change below (Siddiqi, 2006, chapter 8)
	shiftedPSI  = 0.25 // a shift above (same place)
	mostOverfit = 0.03 // ours: six points of Gini; a card that loses more has learned its rows by heart
	mostLost    = 0.05 // ours, for both losses: a tenth of what AUC has above chance at its best
)

// state is passed or failed.
func state(passed bool) string {
	if passed {
		return StatePassed
	}
	return StateFailed
}

// most makes a check of a value that may be at most the limit; one that is not known was not done.
func most(key string, value, limit Number) Check {
	c := Check{Key: key, State: StateNotDone, Value: value, Limit: limit}
	if value.Known() {
		c.State = state(value <= limit)
	}
	return c
}

// least makes a check of a value that must be at least the limit.
func least(key string, value, limit Number) Check {
	c := most(key, -value, -limit)
	c.Value, c.Limit = value, limit
	return c
}

// check answers all questions, in the order of the page.
func (r *Report) check() {
	d := &r.Discrimination
	r.Checks = []Check{
		least(CheckRanking, d.AUC.Value, leastAUC), most(CheckOverfit, d.Fit-d.AUC.Value, mostOverfit), r.missedGroups(), r.honestSlope(),
		most(CheckPSI, r.PSI, calmPSI), most(CheckDrift, r.worstMonth(), shiftedPSI), r.timeLost(), r.brokenShapes(),
		most(CheckLeaning, r.leaning(), mostLost), least(CheckFairness, r.lowestRatio(), FourFifths), r.notWorse(),
	}
}

// Passed counts the checks that went well, those that did not, and those that could not be made.
func (r *Report) Passed() (passed, failed, notDone int) {
	for _, c := range r.Checks {
		switch c.State {
		case StatePassed:
			passed++
		case StateFailed:
			failed++
		default:
			notDone++
		}
	}
	return passed, failed, notDone
}

func (r *Report) missedGroups() Check {
	missed := 0
	for _, g := range r.Calibration.Groups {
		if !g.Holds() {
			missed++
		}
	}
	return most(CheckCalibration, Number(missed), mostMissed)
}

func (r *Report) honestSlope() Check {
	slope := r.Calibration.Slope.Value
	c := most(CheckSlope, Number(math.Abs(float64(slope-1))), slopeWithin)
	c.Value = slope
	return c
}

// worstMonth returns the largest PSI of a month, NaN without one.
func (r *Report) worstMonth() Number {
	worst := nan
	for _, m := range r.Months {
		if m.PSI.Known() && !(m.PSI <= worst) {
			worst = m.PSI
		}
	}
	return worst
}

func (r *Report) timeLost() Check {
	lost := nan
	if r.OutOfTime.Change != nil {
		lost = -r.OutOfTime.Change.Value
	}
	return most(CheckTime, lost, mostLost)
}

func (r *Report) brokenShapes() Check {
	broken, asked := 0, 0
	for _, s := range r.Factors {
		if s.Order == OrderFree {
			continue
		}
		asked++
		if s.Order == OrderBroken {
			broken++
		}
	}
	if asked == 0 {
		return most(CheckOrder, nan, 0)
	}
	return most(CheckOrder, Number(broken), 0)
}

// leaning returns the AUC lost without the factor that the card leans on most, NaN when nothing is known of any.
func (r *Report) leaning() Number {
	worst := nan
	for _, m := range r.Missing {
		if m.Drop.Known() && !(m.Drop <= worst) {
			worst = m.Drop
		}
	}
	return worst
}

// lowestRatio returns that of all attributes, NaN without any.
func (r *Report) lowestRatio() Number {
	lowest := nan
	for _, a := range r.Fairness {
		if a.Lowest.Known() && !(a.Lowest >= lowest) {
			lowest = a.Lowest
		}
	}
	return lowest
}

// notWorse fails a card that is certainly behind the champion. Against a champion that has seen the answers the check is not made:
// it would be held to a score that nobody can reach honestly.
func (r *Report) notWorse() Check {
	c := Check{Key: CheckChampion, State: StateNotDone, Value: nan, Limit: 0}
	if d := r.Comparison.Difference; d != nil {
		c.Value = d.Value
		if !r.Comparison.SameRows && d.High.Known() {
			c.State = state(d.High >= 0)
		}
	}
	return c
}
