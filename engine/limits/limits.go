package limits

// Row is one band's line in the limit matrix.
type Row struct {
	Band string `json:"band"`
	// CapFen is the most an account of the band may hold over all its lines.
	CapFen int64 `json:"cap_fen"`
	// IncomeBP is the most it may hold as a share of monthly income, 10,000 = one
	// month's income; 0 does not look at income. Unknown income does not bind.
	IncomeBP int64 `json:"income_bp"`
	// RaiseBP is the most a limit may rise at once, as a share of what it was.
	RaiseBP int64 `json:"raise_bp"`
}

// Approval is from where on a second person must agree, whatever the band.
type Approval struct {
	RaiseFen int64 `json:"raise_fen"` // a rise of more than this
	CutBP    int64 `json:"cut_bp"`    // a cut of more than this share of the limit
	// StepFen is by how much the form of a limit change steps; 0 in documents from before there was a step.
	StepFen int64 `json:"step_fen,omitempty"`
}

// DefaultStepFen is a step where the policy names none: 1,000 yuan.
const DefaultStepFen = 100_000

// Step is by how much the form of a limit change steps.
func (a Approval) Step() int64 {
	if a.StepFen == 0 {
		return DefaultStepFen
	}
	return a.StepFen
}

// Request is a change to be judged.
type Request struct {
	Band      string
	FromFen   int64 // the line's granted limit
	ToFen     int64
	OtherFen  int64 // granted limits of the account's other lines
	IncomeFen int64 // monthly, 0 unknown
}

// Bound is why a second person must agree.
type Bound string

// The bounds, in the order they are tested.
const (
	BoundNone   Bound = ""
	BoundBand   Bound = "no_band"     // the band has no row: nobody may decide alone
	BoundCap    Bound = "over_cap"    // above the band's cap
	BoundIncome Bound = "over_income" // above the share of income
	BoundRaise  Bound = "big_raise"   // too much at once, by share or amount
	BoundCut    Bound = "big_cut"
)

// Check returns the first bound the request crosses, BoundNone when one person may
// decide it. A cut is never measured against cap or income: it only lowers them.
func Check(rows []Row, approval Approval, r Request) Bound {
	if r.ToFen <= r.FromFen {
		if r.FromFen > 0 && share(r.FromFen-r.ToFen, r.FromFen) > approval.CutBP {
			return BoundCut
		}
		return BoundNone
	}
	row, found := rowOf(rows, r.Band)
	total := r.ToFen + r.OtherFen
	switch {
	case !found:
		return BoundBand
	case total > row.CapFen:
		return BoundCap
	case row.IncomeBP > 0 && r.IncomeFen > 0 && share(total, r.IncomeFen) > row.IncomeBP:
		return BoundIncome
	case r.ToFen-r.FromFen > approval.RaiseFen:
		return BoundRaise
	case r.FromFen == 0 || share(r.ToFen-r.FromFen, r.FromFen) > row.RaiseBP:
		return BoundRaise
	}
	return BoundNone
}

func rowOf(rows []Row, band string) (Row, bool) {
	for _, row := range rows {
		if row.Band == band {
			return row, true
		}
	}
	return Row{}, false
}

// share is part of whole in basis points, rounded up so that a bound is never missed.
func share(part, whole int64) int64 {
	if part > (1<<62)/10_000 {
		return 1 << 62
	}
	return (part*10_000 + whole - 1) / whole
}

// Loss is the policy's assumptions about what a default costs.
type Loss struct {
	LGDBP int64 `json:"lgd_bp"` // loss given default
	CCFBP int64 `json:"ccf_bp"` // share of the unused limit that is drawn before a default
}

// Effect is what a change would do to one line.
type Effect struct {
	UtilBeforeBP, UtilAfterBP     int64 // −1 without a limit
	ExposureBefore, ExposureAfter int64 // fen
	LossBefore, LossAfter         int64 // fen
}

// Simulate compares a line before and after a change. Exposure at default is what is used
// plus CCF of what is not; expected loss is PD · LGD · exposure.
//
// Source: Basel Committee, An Explanatory Note on the Basel II IRB Risk Weight
// Functions, 2005, section 3 (EL = PD · LGD · EAD).
func Simulate(fromFen, toFen, usedFen int64, pd float64, loss Loss) Effect {
	exposure := func(limit int64) int64 {
		return usedFen + max(0, limit-usedFen)*loss.CCFBP/10_000
	}
	expected := func(fen int64) int64 {
		return int64(pd * float64(fen) * float64(loss.LGDBP) / 10_000)
	}
	util := func(limit int64) int64 {
		if limit <= 0 {
			return -1
		}
		return usedFen * 10_000 / limit
	}
	e := Effect{
		UtilBeforeBP: util(fromFen), UtilAfterBP: util(toFen),
		ExposureBefore: exposure(fromFen), ExposureAfter: exposure(toFen),
	}
	e.LossBefore, e.LossAfter = expected(e.ExposureBefore), expected(e.ExposureAfter)
	return e
}
